import type { ErrorTable } from './table.ts';

export const nodeKitErrors = {
  CD_NODE_CONFIG_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: {field} {problem}',
    remedy: 'Open the node in the editor, correct the field and deploy.',
  },
  CD_NODE_CONFIG_NEWER: {
    retry: 'terminal',
    fault: 'technical',
    message:
      'node {node} was saved by a newer release: its configuration has version {found}, this one reads {known}',
    remedy: 'Install the release that saved the flow, or restore the flow from before.',
  },
  CD_NODE_HOST_MISSING: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node} has no Crossdock runtime: Node-RED was started without settings.crossdock',
    remedy: 'Start Node-RED with `crossdock start`, not with its own command.',
  },
  CD_NODE_LOAD_FAILED: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node folder {folder} cannot be loaded: {reason}',
    remedy: 'Correct the named file and start again; every other node is available meanwhile.',
  },
  CD_NODE_OUTPUT_UNKNOWN: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node} answered at the output "{output}"; it has {outputs}',
    remedy: 'This is a defect of the node: report it with the message id.',
  },
  CD_NODE_VALUE_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: 'node {node}: {field} is taken from {source}, which is empty in this message',
    remedy: 'Look at what the node before sends, or give the field another source.',
  },
  CD_NODE_EXPRESSION_FAILED: {
    retry: 'terminal',
    fault: 'business',
    message: 'node {node}: the expression of {field} failed: {reason}',
    remedy: 'Try the expression in the editor against this message and correct it.',
  },
} as const satisfies ErrorTable;
