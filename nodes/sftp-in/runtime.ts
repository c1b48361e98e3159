import { openSftp } from '../../connect/sftp/session.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';
import { filePattern } from './file-pattern.ts';
import { mailboxPoll, type Polled } from './poll.ts';

/** For a site that sets no limit. */
const defaultMaxBytes = 50_000_000;

export const runtime = nodeRuntime(definition, {
  open({ pattern, schedule, ...config }, context: NodeContext, node) {
    const maxBytes = config.maxBytes ?? context.site.fileBytes ?? defaultMaxBytes;
    const session = openSftp(context.system(config.system));
    const poll = mailboxPoll(session, { ...config, maxBytes }, filePattern(pattern), context);
    let open = true;
    let last = '';

    const report = ({ taken, problem }: Polled): void => {
      const at = context.now().toISOString().slice(11, 19);
      const counts = Object.entries(taken).map(([outcome, count]) => `${count} ${outcome}`);
      const text = problem ? `${problem.code}: ${problem.message}` : '';
      node.status(problem ? 'yellow' : 'green', problem ? text : [`${at} UTC`, ...counts].join(', '));
      const code = problem?.code ?? '';
      if (code === last) return;
      if (problem) context.log('warn', text, { code, remedy: problem.remedy });
      else context.log('info', `${config.folder} of ${config.system} is read again`);
      last = code;
    };

    const stop = context.schedule(schedule, context.site.timeZone, async () => {
      const { taken, problem } = await poll(() => open);
      const full = problem?.code === 'CD_RUN_BACKPRESSURE';
      if (open) report({ taken, problem: full ? null : problem });
      // The rest stays where it is; the schedule comes back as soon as there is room.
      if (full) throw problem;
    });
    node.status('grey', `waits for ${schedule}`);
    return async () => {
      open = false;
      stop();
      await session.close();
    };
  },
});
