/** Mistakes at the keyboard: a manifest, a stack, a target or an option that is not there. */
import type { Mistake } from './mistake';

const AGAIN = 'run "mailstate plan" without --manifest, or "cdktf synth"';

export const ABOUT_COMMANDS: readonly Mistake[] = [
  {
    name: 'a manifest that is not there',
    argv: ['plan', '--manifest', 'nowhere'],
    code: 'manifest-not-found',
    says: 'the directory "./nowhere" does not exist',
    at: './nowhere',
    fix: AGAIN,
  },
  {
    name: 'a manifest that was cut off',
    manifest: () => '{ "resource": ',
    code: 'manifest-unreadable',
    says: '"./cdktf.out/acme/cdk.tf.json" is not valid JSON: it ends too early',
    at: './cdktf.out/acme/cdk.tf.json',
    fix: AGAIN,
  },
  {
    name: 'a stack that is not there',
    argv: ['plan', '--stack', 'acne'],
    code: 'stack-unknown',
    says: 'the manifest has no stack "acne", did you mean "acme"?',
    fix: 'name one of "acme"',
  },
  {
    name: 'a target that is not declared',
    argv: ['plan', '--target', 'aba@acme.example'],
    says: '--target aba@acme.example: nothing of that address or name is declared, did you mean "ada@acme.example"?',
    fix: 'write an address such as ada@acme.example, or one of a resource such as mail_user.ada',
  },
  {
    name: 'a misspelt option',
    argv: ['plan', '--targt', 'ada@acme.example'],
    says: "unknown option '--targt'; did you mean --target?",
    fix: 'see "mailstate --help"',
  },
  {
    name: 'a plan that was not saved',
    argv: ['apply', 'plan.json'],
    says: 'the plan "plan.json" cannot be read: no such file or directory',
    fix: 'name a file that "mailstate plan --out" wrote',
  },
  {
    name: 'an apply with nobody to ask',
    argv: ['apply'],
    says: 'apply asks before it changes anything, and there is no terminal to ask at',
    fix: 'run it with --yes, or review "mailstate plan --out plan.json" and run "mailstate apply plan.json"',
  },
];
