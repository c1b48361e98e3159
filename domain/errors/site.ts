import type { ErrorTable } from './table.ts';

/** Errors of a site's files and of its start: everything an operator corrects before the site runs. */
export const siteErrors = {
  CD_SITE_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: '{file} cannot be used: {count} problem(s)\n{problems}',
    remedy: "Correct the lines named above, then run 'crossdock site check {file}'.",
  },
  CD_FILE_UNREADABLE: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: the file cannot be read: {reason}',
    remedy: 'Check the path and the permissions of the file.',
  },
  CD_FILE_SYNTAX: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: not valid YAML: {reason}',
    remedy: 'Correct the line; quotes around the value help when it contains a colon or a brace.',
  },
  CD_SITE_VARIABLE_MISSING: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: the environment variable {name} is not set',
    remedy: 'Set {name}, or write a default behind the name, separated by a colon and a hyphen.',
  },
  CD_SITE_FIELD: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {path} {reason}',
    remedy: 'Correct the value; runtime/site/site.schema.json describes every field.',
  },
  CD_SITE_SECRET_PLAIN: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {path} holds a secret in plain text',
    remedy: 'Write env:NAME or file:path instead, and change the secret: it has been in a file.',
  },
  CD_SITE_SECRET_MISSING: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: the secret {reference} of {path} is missing: {reason}',
    remedy: 'Provide {reference}; a secret must not be empty.',
  },
  CD_SITE_PACK_MISSING: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: there is no pack {pack}: {reason}',
    remedy:
      "Correct the name, or set packFolder to the folder that holds it; 'crossdock pack list' shows what is there.",
  },
  CD_SITE_PACK_VERSION: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: pack {pack} is wanted at {wanted}, its pack.yaml says {found}',
    remedy: 'Check out the wanted version of the pack, or name {found} here.',
  },
  CD_SITE_REFERENCE: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {path} names {name}, which is not {expected}',
    remedy: 'Use one of: {known}.',
  },
  CD_SITE_CODE_UNKNOWN: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {path}: no error code fits {pattern}',
    remedy: 'docs/errors.md lists all codes; * stands for any characters.',
  },
  CD_SITE_QUEUE_UNKNOWN: {
    retry: 'terminal',
    fault: 'technical',
    message: '{path} in the site file sets something for {name}, which is not {expected}',
    remedy: 'Correct the name, or remove it: it has no effect. There are: {known}.',
  },
  CD_FILE_DUPLICATE: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {name} is defined twice',
    remedy: 'Keep one of the two entries.',
  },
  CD_MASTER_DATA_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: '{folder}: {count} problem(s) in the master data\n{problems}',
    remedy: 'Correct the lines named above and start again.',
  },
  CD_MASTER_DATA_RECORD: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {object} {path} {reason}',
    remedy: 'Correct the record; canonical-schemas/{object}/v1.schema.json describes every field.',
  },
  CD_MASTER_DATA_AMBIGUOUS: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {object} {scheme} {value} already names the record at {other}',
    remedy: 'Give each record its own identifiers: a partner id must lead to one record.',
  },
  CD_PACK_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {reason}',
    remedy: "Correct the file, then run 'crossdock pack lint'.",
  },
  CD_PACK_CREDENTIALS: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: node {node} carries credentials',
    remedy: 'Remove them, change the secret, and let the node use a system of the site file.',
  },
  CD_PACK_PARAMETER: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the parameter {parameter} of pack {pack} cannot be set: {reason}',
    remedy:
      'Correct parameters.{pack}.{parameter} in the site file; pack.yaml describes what the pack takes.',
  },
  CD_PACK_PATH: {
    retry: 'terminal',
    fault: 'technical',
    message: '{path} is not a path inside the pack {pack}',
    remedy: 'Use a relative path with forward slashes inside the pack, such as mappings/order.mapping.yaml.',
  },
  CD_PACK_NODE_TYPE: {
    retry: 'terminal',
    fault: 'technical',
    message:
      'nothing was deployed and the running flows go on: this site does not load the type of {nodes}. Replace or delete them',
    remedy:
      'Use change, canonical-mapper or a node of our own, then deploy again. The types function and exec need editor.functionNodes: true in the site file and a restart.',
  },
  CD_PACK_CHANGED: {
    retry: 'terminal',
    fault: 'technical',
    message: '{file} was changed on disk since the site started',
    remedy: 'Nothing was written. Restart the site to take in the change on disk, then deploy again.',
  },
  CD_PACK_NOT_WRITABLE: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the deploy could not be written to {folder}: {reason}',
    remedy: 'Make the pack folder writable, or deploy from a checkout and roll the packs out from there.',
  },
  CD_PACK_REFERENCE: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {node}: {problem} (site file {site})',
    remedy:
      'Correct the name in the flow, or add what it names: a system or schedule in the site file, a file in the pack.',
  },
  CD_PACKS_UNUSABLE: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the packs of {file} cannot run in this site: {count} problem(s)\n{problems}',
    remedy: "Correct the lines named above, then run 'crossdock site check {file}'.",
  },
  CD_START_LOGIN_MISSING: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {kind} needs a password: admin.passwordHash is missing',
    remedy:
      'Make a hash with "crossdock hash-password", keep it in the environment variable CROSSDOCK_ADMIN_HASH, and add the line (in a file of its own: "file:PATH"):\n\nadmin: { passwordHash: "env:CROSSDOCK_ADMIN_HASH" }',
  },
  CD_START_LOGIN_HASH: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: the secret behind admin.passwordHash is not a bcrypt hash',
    remedy: "Create one with 'crossdock hash-password'; a password in plain text is refused.",
  },
  CD_START_CREDENTIAL_SECRET: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the credential secret does not open {file}',
    remedy:
      'Bring back the secret it was written with. Only if the credentials may be lost: move the file away and enter them again in the editor.',
  },
  CD_START_PORT: {
    retry: 'terminal',
    fault: 'technical',
    message: 'cannot listen on {host}:{port}: {reason}',
    remedy: 'Stop what holds the port, or set another http.port in the site file.',
  },
  CD_START_WORKER_ALONE: {
    retry: 'terminal',
    fault: 'technical',
    message:
      '{worker} cannot run {file} beside another process: its ledger is a SQLite file, which has one owner',
    remedy: 'Give the site a PostgreSQL ledger (docs/scaling.md), or start it without --worker.',
  },
  CD_START_NODES_MISSING: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the built nodes are missing in {folder}',
    remedy: "Run 'npm run build'.",
  },
  CD_CLI_SITE: {
    retry: 'terminal',
    fault: 'technical',
    message: 'no site was named, and sites/ does not hold exactly one: {found}',
    remedy: "Name one, as in 'crossdock start sites/demo.yaml', or set CROSSDOCK_SITE.",
  },
  CD_START_PARTNERS: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the partner stand-ins did not start: {reason}',
    remedy: "Run '{command}' by itself to see why.",
  },
} as const satisfies ErrorTable;
