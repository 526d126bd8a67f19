/** What a simulated program says and how it ends. */
export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const success = (stdout = ''): Answer => ({ exitCode: 0, stdout, stderr: '' });

export const failure = (exitCode: number, stderr: string): Answer => ({
  exitCode,
  stdout: '',
  stderr,
});
