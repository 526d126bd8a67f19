import { describe, expect, it } from 'vitest';
import { globMatches } from '../../../src/containerd/go-glob.ts';

const FILE = '/etc/containerd/conf.d/dmctl.toml';

describe("globMatches, as Go's filepath.Glob", () => {
  it.each([
    '/etc/containerd/conf.d/*.toml',
    '/etc/containerd/conf.d/dmctl*.toml',
    '/etc/containerd/*/*',
    '/etc/*/conf.d/dmctl.toml',
    '/etc/containerd/conf.d/dmctl.????',
    '/etc/containerd/conf.d/[a-d]mctl.toml',
    '/etc/containerd/conf.d/[^x]mctl.toml',
    '/etc/containerd/conf.d/[z-ad]mctl.toml',
    '/etc/containerd/conf.d/[[d]mctl.toml',
    '/etc/containerd/conf.d/[\\d]mctl.toml',
    '/etc/containerd/conf.d/\\d*',
    '/etc//containerd/./conf.d/**.toml',
    '/etc/containerd/conf.d/*.toml/',
  ])('takes %s', (pattern) => {
    expect(globMatches(pattern, FILE)).toBe(true);
  });

  it.each([
    'conf.d/*.toml',
    '*',
    '/*',
    '/etc/containerd/*.toml',
    '/etc/containerd/**/conf.d/*.toml',
    '/etc/containerd/conf.d/*.tml',
    '/etc/containerd/conf.d/*.toml.bak',
    '/etc/containerd/conf.d/DMCTL*.toml',
    '/etc/containerd/conf.d/dmctl?.toml',
    '/etc/containerd/conf.d/dmctl.{toml,conf}',
    '/etc/containerd/conf.d/[e-z]mctl.toml',
    '/etc/containerd/conf.d/[^a-d]mctl.toml',
    '/etc/containerd/conf.d/[z-a]mctl.toml',
    '/etc/containerd/conf.d/\\*.toml',
    '/etc/x/../containerd/conf.d/*.toml',
    '/etc/containerd/conf.d/dmctl+toml*',
    '/etc/containerd/conf.d/dmctl*\n',
  ])('does not take %s', (pattern) => {
    expect(globMatches(pattern, FILE)).toBe(false);
  });

  it.each(['[', '[]', '[d', '[]d]', '[-d]*', '[d-]*', '*\\', '[^]*'])(
    'takes nothing by a pattern that Go calls bad: %s',
    (pattern) => {
      expect(globMatches(`/etc/containerd/conf.d/${pattern}`, FILE)).toBe(false);
    },
  );

  it('counts a character beyond the first plane as one', () => {
    expect(globMatches('/a/?', '/a/\u{1F433}')).toBe(true);
    expect(globMatches('/a/[\u{1F430}-\u{1F43F}]', '/a/\u{1F433}')).toBe(true);
  });
});
