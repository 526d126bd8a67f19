import { isDeepStrictEqual } from 'node:util';
import { booted, isBeingRemoved, settled, sizeOf, stillAfterBoot } from './machines.ts';
import { bystanders, difference, picture, type Picture } from './picture.ts';
import { keyOf } from './sameness.ts';
import type { Scenario } from './scenario.ts';
import type { DeathWatch } from './simulated-host.ts';
import type { State } from './state.ts';
import { type, type End, type WayOn } from './way-on.ts';

/** What was tried, and what came out wrong: one line each, with the way there. */
export interface Findings {
  /** Deaths: every moment of every command typed, by kill and by power cut. */
  readonly deaths: number;
  /** Machines they left that differ for dmctl. */
  readonly machines: number;
  /** Machines times ways on. */
  readonly cases: number;
  /** Of them: rollback kept a pool that Docker had written in more than once, and said so. */
  readonly kept: number;
  readonly wrong: readonly string[];
}

interface Left {
  readonly state: State;
  /** What was typed and where it died, in order. */
  readonly story: readonly string[];
}

/**
 * Lets a command die at every moment, and every command that takes it up, and so on. Each machine
 * that is left is taken up by the same command again and, apart from that, by rollback, and both
 * have to come to where they belong.
 * @param deaths how often in a row it may die
 */
export function tryDeaths(scenario: Scenario, deaths: number): Promise<Findings> {
  return new Search(scenario).run(deaths);
}

const TEN_YEARS = 10 * 365 * 86_400_000;

/** A dockerd that was cut off in its first start makes its base device once more. */
const MORE_THAN_ONE = /pool-unused \S+: \d+ transactions were committed in it/;

const keepsPool = ({ exitCode, said }: End): boolean => exitCode === 32 && MORE_THAN_ONE.test(said);

/** A resume that the kernel refuses leaves the pool suspended until the next call; nothing else does. */
const isStuck = ({ state, story }: Left): boolean =>
  state.loopPool?.suspended === true && story.at(-1)?.startsWith('killed at: dmsetup') !== true;

/** Has it done what nothing takes back: grown a pool, or removed one? */
const hasFinals = ({ name }: Scenario): boolean =>
  /^(resize|teardown|migrate (undo|accept))/.test(name);

/** From the removal of its pool on a teardown clears its disks, which it leaves alone before. */
const isTeardown = ({ name }: Scenario): boolean => /^(teardown|migrate accept)/.test(name);

const differ = (one: unknown, other: unknown): boolean => !isDeepStrictEqual(one, other);

class Search {
  private readonly first: State;
  private readonly queue: Left[] = [];
  private readonly seen = new Set<string>();
  private readonly wrong: string[] = [];
  private deaths = 0;
  private cases = 0;
  private kept = 0;
  private readonly ends: Picture[] = [];
  /** What the uncut run had at its pauses once the pool had grown: nothing takes that back. */
  private readonly grown: Picture[] = [];
  private readonly scenario: Scenario;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.first = scenario.state();
  }

  async run(deaths: number): Promise<Findings> {
    const left: Left[] = [];
    const watch = this.watch(left, []);
    await this.uncut(structuredClone(this.first), (state, what) => {
      if (this.isPastReturn(state))
        this.grown.push(...[state, booted(state)].flatMap(settled).map((one) => this.look(one)));
      watch(state, what);
    });
    await this.uncut(booted(this.first), () => undefined);
    (this.scenario.fullDisk === true ? await this.fullDisks() : left).forEach((one) => {
      this.enqueue(one);
    });
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift())
      for (const way of ['again', 'rollback'] as const)
        await this.follow(next, way, next.story.length < deaths);
    const { cases, kept, wrong } = this;
    return { deaths: this.deaths, machines: this.seen.size, cases, kept, wrong };
  }

  /** What the command leaves where its journal has room for so many lines and no more. */
  private async fullDisks(): Promise<readonly Left[]> {
    const all: Left[] = [];
    for (let room = 0; ; room += 1) {
      const state = { ...structuredClone(this.first), ownRoom: room };
      const story = [`room for ${String(room)} lines and files`];
      const { exitCode, said } = await type('again', this.scenario, state);
      if (exitCode === 0) return all;
      const isOpen = [...state.files].some(
        ([path, entry]) =>
          path.endsWith('/journal.jsonl') && 'text' in entry && entry.text.includes('\n'),
      );
      if (exitCode !== (isOpen ? 31 : 20)) this.report(story, `exit ${String(exitCode)}`, said);
      if (!said.includes('ENOSPC')) this.report(story, 'does not say why', said);
      this.judgeFaults(state, story);
      all.push({ state: { ...state, ownRoom: null }, story });
    }
  }

  /** The command that nothing cuts off shows where all others have to come to. */
  private async uncut(machine: State, watch: DeathWatch): Promise<void> {
    const end = await this.type('again', machine, watch);
    this.ends.push(this.look(machine), this.look(booted(machine)));
    if (end.exitCode !== (this.scenario.failsWith ?? 0)) this.report([], 'first', end.said);
    this.judgeFaults(machine, ['first']);
  }

  /** Hears of every change: each is a moment to die at. */
  private watch(left: Left[], story: readonly string[]) {
    return (state: State, what: string): void => {
      const killed = structuredClone(state);
      const cut = booted(state);
      left.push(
        { state: killed, story: [...story, `killed at: ${what}`] },
        { state: cut, story: [...story, `power cut at: ${what}`] },
      );
    };
  }

  private enqueue(left: Left): void {
    this.deaths += 1;
    if (bystanders(left.state) !== bystanders(this.first)) {
      this.report(left.story, 'touched what is not ours', bystanders(left.state));
    }
    if (isStuck(left)) this.report(left.story, 'left suspended', '');
    const key = keyOf(left.state, this.first);
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.queue.push(left);
  }

  private async follow({ state, story }: Left, way: WayOn, further: boolean): Promise<void> {
    this.cases += 1;
    const machine = structuredClone(state);
    if (this.scenario.clockBack === true) machine.clock -= TEN_YEARS;
    const left: Left[] = [];
    const path = [...story, `then ${way}`];
    const watch = further ? this.watch(left, path) : undefined;
    const end = await this.type(way, machine, watch);
    this.judgeFaults(machine, path);
    if (way === 'again') this.judgeAgain(machine, end, path);
    else this.judgeRollback(state, machine, end, path);
    for (const one of left) this.enqueue(one);
  }

  /** Where the command is one that stops half way, it is typed once more. */
  private async type(way: WayOn, machine: State, watch?: DeathWatch): Promise<End> {
    const end = await type(way, this.scenario, machine, watch);
    const { stops, replanned } = this.scenario;
    if (way === 'rollback' || ![20, 31].includes(end.exitCode)) return end;
    if (replanned === true) {
      this.kept += 1;
      if (end.exitCode === 31) await type('rollback', this.scenario, machine, watch);
    }
    const goesOn = stops === true || replanned === true;
    return goesOn ? type(way, this.scenario, machine, watch) : end;
  }

  private judgeAgain(machine: State, end: End, path: readonly string[]): void {
    const found = picture(machine, this.first);
    const { failsWith } = this.scenario;
    if (keepsPool(end)) {
      // A run on its way back meets the same pool, whichever command takes it up.
      this.kept += 1;
      return;
    }
    if (failsWith === undefined) {
      if (end.exitCode !== 0) this.report(path, `exit ${String(end.exitCode)}`, end.said);
      else this.compare(path, found, this.ends);
      return;
    }
    // Where the same command fails again part way, it stops and leaves the choice to a person.
    if (end.exitCode === 31) return;
    if (end.exitCode !== failsWith) this.report(path, `exit ${String(end.exitCode)}`, end.said);
    else this.compare(path, found, this.firsts());
  }

  /** @param left the machine that the death left: what had grown there may stay */
  private judgeRollback(left: State, machine: State, end: End, path: readonly string[]): void {
    const kept = this.isPastReturn(left) ? settled(left) : [];
    const back = [...this.firsts(), ...this.grown, ...kept.map((one) => this.look(one))];
    // Nothing is unfinished: it had not begun, or it had come to its end.
    const wanted = end.code === 'DM056' ? [...back, ...this.ends] : back;
    if (keepsPool(end)) this.kept += 1;
    else if (end.exitCode !== 0 && end.code !== 'DM056')
      this.report(path, `exit ${String(end.exitCode)}`, end.said);
    else this.compare(path, this.look(machine), wanted);
  }

  /** The first machine, as a boot leaves it, and with those signatures gone that were given up. */
  private firsts(): readonly Picture[] {
    const wiped = this.scenario.wiped ?? [];
    const most = Math.max(0, ...this.first.disks.map(({ signatures }) => signatures.length));
    return Array.from({ length: wiped.length === 0 ? 1 : most + 2 }, (_, gone) => {
      const state = structuredClone(this.first);
      for (const disk of state.disks)
        if (wiped.includes(disk.path)) {
          disk.signatures = disk.signatures.slice(gone);
          // What pvcreate wrote stays where the disk did not hold zeros before.
          if (gone === most + 1) disk.area = '';
        }
      return [state, booted(state), stillAfterBoot(state)].map((machine) => this.look(machine));
    }).flat();
  }

  private isPastReturn(machine: State): boolean {
    if (!hasFinals(this.scenario)) return false;
    const isCleared = isTeardown(this.scenario) && differ(machine.disks, this.first.disks);
    return sizeOf(machine) !== sizeOf(this.first) || isCleared || isBeingRemoved(machine);
  }

  private look(machine: State): Picture {
    return picture(machine, this.first);
  }

  private judgeFaults(machine: State, path: readonly string[]): void {
    const faults = machine.faults.filter(
      (what) => this.scenario.refused === undefined || !what.startsWith(this.scenario.refused),
    );
    if (faults.length > 0) this.report(path, 'done twice or refused', faults.join('; '));
  }

  private compare(path: readonly string[], found: Picture, wanted: readonly Picture[]): void {
    if (wanted.some((one) => isDeepStrictEqual(one, found))) return;
    this.report(path, 'another end', difference(wanted[0] ?? {}, found));
  }

  private report(path: readonly string[], what: string, said: string): void {
    this.wrong.push(`${path.join(' | ')}: ${what}: ${said}`);
  }
}
