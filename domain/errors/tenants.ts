import type { ErrorTable } from './table.ts';

/** Errors of packs that build on others, and of the command that takes a new tenant on. */
export const tenantErrors = {
  CD_PACK_NEEDED: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: pack {pack} needs pack {needed}, which the site {site} does not have',
    remedy: 'Add {needed} to packs in the site file, or take it out of needs.packs.',
  },
  CD_TENANT_EXISTS: {
    retry: 'terminal',
    fault: 'technical',
    message: '{what} is there already: {where}',
    remedy: 'Choose another id; nothing was written. A tenant that is there is changed in its own files.',
  },
  CD_TENANT_ID: {
    retry: 'terminal',
    fault: 'technical',
    message: 'a tenant cannot be called {id}',
    remedy: 'Use lower case letters, digits and single hyphens, beginning with a letter.',
  },
  CD_TENANT_TEMPLATE: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {reason}',
    remedy: 'Correct the template; docs/tenants.md describes one. Nothing was written.',
  },
  CD_TENANT_PARAMETER: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the template {template} {reason}',
    remedy: 'Give each with --set name=value. Its parameters: {known}.',
  },
  CD_TENANT_UNUSABLE: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the site would not start with tenant {id}:\n{problems}',
    remedy: 'Correct the template or the site; nothing was left behind.',
  },
  CD_MAPPING_NOT_IN_SITE: {
    retry: 'terminal',
    fault: 'technical',
    message: 'no pack of the site has a mapping {mapping}',
    remedy: 'Name one of: {known}.',
  },
} as const satisfies ErrorTable;
