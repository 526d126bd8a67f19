/** Files of containerd's that people have, by what is odd about them. Each is one that can be edited. */
export const CONFIG_TOMLS: Readonly<Record<string, string>> = {
  'an empty file': '',
  'a byte order mark alone': '\uFEFF',
  'blank lines': '\n\n',
  'a comment': '# nothing here\n',
  'a comment without an end of line': '# nothing here',
  'a version line': 'version = 2\n',
  'a version line without an end of line': 'version = 2',
  'a version line with a comment and no end of line': 'version = 2 # as kubeadm wants it',
  'a version line with CRLF': 'version = 2\r\n',
  'CRLF and no end of line': '# a\r\nversion = 2',
  'a byte order mark and a version': '\uFEFFversion = 2\n[plugins]\n',
  'a byte order mark and a table': '\uFEFF[plugins]\n',
  'a byte order mark, CRLF and a comment': '\uFEFF# mine\r\nroot = "/srv"\r\n',
  'a table alone': '[grpc]\n  address = "/run/containerd.sock"\n',
  'a comment above a table': '[a]\nx = 1\n',
  'a licence, a blank line and a comment above a table':
    '# Copyright\n# Licence\n\n# the socket\n[grpc]\n  uid = 0\n',
  'a comment from the first line on above a table': '# the socket\n[grpc]\n  uid = 0\n',
  'what the package containerd.io brings':
    '#   Copyright 2018-2022 Docker Inc.\n\n#   Licensed under the Apache License, Version 2.0\n\n' +
    'disabled_plugins = ["cri"]\n\n#root = "/var/lib/containerd"\n\n#[grpc]\n#  uid = 0\n',
  'a version behind other keys':
    'root = "/srv"\noom_score = 0\nversion = 3\n\n[debug]\n  level = "info"\n',
  'dotted keys': 'version = 2\nplugins."io.containerd.grpc.v1.cri".sandbox_image = "pause"\n',
  'a key of a table named version': '[grpc]\nversion = "x"\n',
  'an empty list of imports': 'version = 2\nimports = []\n',
  'an empty list with a blank': 'imports = [ ]\nversion = 2\n',
  'an empty list with a comment inside': 'imports = [\n  # none yet\n]\n',
  'one import': 'version = 2\nimports = ["/etc/containerd/custom.toml"]\n',
  'one import with a comma behind it': 'imports = ["/a.toml", ]\nversion = 3\n',
  'imports in single quotes': "version = 3\nimports = ['/etc/a.toml', '/etc/b/*.toml'] # theirs\n",
  'imports as a quoted key': '"imports" = ["/a.toml"]\nversion = 2\n',
  'imports on lines, with a comma at the end':
    'version = 2\nimports = [\n  "/a.toml",  # first\n  "/b.toml",  # second\n]\n[grpc]\n',
  'imports on lines, without a comma at the end':
    'version = 2\nimports = [\n\t"/a.toml", # first\n\t"/b.toml" # second\n\t# the end\n]\n',
  'imports on lines with CRLF':
    'version = 2\r\nimports = [\r\n  "/a.toml",\r\n  "/b.toml"\r\n]\r\n',
  'imports whose bracket closes beside the last': 'imports = ["/a.toml",\n           "/b.toml"]\n',
  'imports whose comma is on the line of the bracket': 'imports = [\n  "/a.toml"\n, ]\n',
  'imports whose comma stands behind a comment': 'imports = [\n  "/a.toml" # one\n  , # two\n]\n',
  'imports that begin beside the bracket': 'imports = ["/a.toml",\n "/b.toml"\n]\nversion = 2',
  'imports as the last line, without an end of line': 'version = 2\nimports = ["/a.toml"]',
  'imports on lines, without an end of line': 'imports = [\n  "/a.toml",\n]',
  'a relative import that would take it': 'version = 2\nimports = ["conf.d/*.toml"]\n',
  'imports behind a table, where they do nothing': '[grpc]\nuid = 0\nimports = ["/a.toml"]\n',
  'a string on lines that looks like a table':
    'version = 2\nroot = """\n[plugins]\nimports = []\n"""\n[grpc]\nuid = 1\n',
  'inline tables': 'version = 2\ngrpc = { address = "/run/c.sock", uid = 0 }\n',
  'lists of tables': 'version = 3\n[[a.b]]\nc = 1\n[[a.b]]\nc = 2\n[[a.b.d]]\ne = 1979-05-27\n',
  'letters from beyond the first plane':
    '# \u{1F433} whale\nversion = 2 # \u{1F433}\nimports = ["/\u{1F433}.toml"]\n',
  'kata-deploy and SystemdCgroup':
    'version = 2\n\n[plugins]\n  [plugins."io.containerd.grpc.v1.cri"]\n    sandbox_image = "pause:3.9"\n' +
    '    [plugins."io.containerd.grpc.v1.cri".containerd]\n      default_runtime_name = "runc"\n' +
    '      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n        SystemdCgroup = true\n',
};
