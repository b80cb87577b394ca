/** Where does mail go that leaves the host? To a mail server on this machine that takes all of it and remembers whom it was for. */
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A message that left. */
export interface Left {
  readonly subject: string;
  readonly recipient: string;
}

export interface Outside {
  readonly port: number;
  /** What has left so far. What was sent back to its sender is not counted, it goes to nobody whom the sender meant. */
  readonly messages: readonly Left[];
  close(): Promise<void>;
}

export const subjectOf = (message: string): string => /^Subject: (.*)$/m.exec(message)?.[1]?.trim() ?? '';

export function startOutside(): Promise<Outside> {
  const messages: Left[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, { envelope: { mailFrom, rcptTo } }, done) {
      text(stream).then((message) => {
        const isReturned = mailFrom === false || mailFrom.address === '';
        for (const { address } of isReturned ? [] : rcptTo)
          messages.push({ subject: subjectOf(message), recipient: address });
        done();
      }, done);
    },
  });
  const close = (): Promise<void> => new Promise((closed) => server.close(() => closed()));
  return new Promise((started, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.server.address() as AddressInfo;
      started({ port, messages, close });
    });
  });
}
