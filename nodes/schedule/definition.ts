import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const definition = defineNode({
  type: 'crossdock-schedule',
  category: 'crossdock connect',
  role: 'entry',
  version: 1,
  inputs: 0,
  outputs: ['tick'],
  caption: 'schedule',
  fields: {
    from: field.choice({ options: ['site', 'cron'] }),
    schedule: field.schedule({ required: true, when: { field: 'from', is: 'site' } }),
    cron: field.text({
      required: true,
      pattern: '\\S+( \\S+){4,5}',
      when: { field: 'from', is: 'cron' },
    }),
    timeZone: field.text({ pattern: '[A-Za-z_]+(/[A-Za-z0-9_+-]+)*', when: { field: 'from', is: 'cron' } }),
    payload: field.code({ language: 'json', default: '{}' }),
  },
});
