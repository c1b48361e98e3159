import type { ErrorTable } from './table.ts';

export const ediNodeErrors = {
  CD_EDI_CONTENT_KIND: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: msg.payload is {found}, not the bytes or the text of a file',
    remedy: 'Wire the node behind sftp in, or set msg.payload to a Buffer or a text.',
  },
  CD_EDI_CONTROL_NUMBER_DUPLICATE: {
    retry: 'terminal',
    fault: 'business',
    message:
      'interchange {controlNumber} of agreement {agreement} came before on {at} with other content (message {messageId})',
    remedy: 'Ask the partner which of the two counts and to send the other under a number of its own.',
  },
  CD_EDI_CONTROL_NUMBER_GAP: {
    retry: 'terminal',
    fault: 'business',
    message:
      'interchange {controlNumber} of agreement {agreement} came, but {missing} before it has not; the last one was {last}',
    remedy: 'Ask the partner for what is missing. {consequence}',
  },
  CD_EDI_INTERCHANGE_REPEATED: {
    retry: 'terminal',
    fault: 'business',
    message:
      'interchange {controlNumber} of agreement {agreement} came before on {at} with the same content (message {messageId})',
    remedy: 'Nothing has to be done: it was taken in and acknowledged then, and is not taken in again.',
  },
  CD_EDI_CONTENT_REPEATED: {
    retry: 'terminal',
    fault: 'business',
    message:
      'interchange {controlNumber} of agreement {agreement} has the same content as {before}, which came on {at} (message {messageId})',
    remedy:
      'It is acknowledged and not taken in. Ask the partner whether it is meant as a repeat; retry it where it is not.',
  },
  CD_EDI_ACKNOWLEDGEMENT_OVERDUE: {
    retry: 'terminal',
    fault: 'business',
    message:
      '{partner} has not answered interchange {controlNumber} of agreement {agreement} with a {expected} by {dueAt}; sent on {sentAt}: {documents}',
    remedy:
      'Ask {partner} whether it arrived; if not, send the delivery once more. An answer that comes later closes this by itself.',
  },
  CD_EDI_ADVICE_SUBJECT: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node} cannot tell what became of a document: {reason}',
    remedy:
      'Keep msg.edi as edi read sets it, and set msg.advice to { verdict, errors: [{ text }] } with a verdict of accepted, accepted-with-errors or rejected.',
  },
  CD_EDI_ACKNOWLEDGED_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: '{type} of agreement {agreement} speaks of {what}, which we have not sent under this agreement',
    remedy:
      'Ask the partner what it refers to; it may be meant for another site, or be older than what is kept.',
  },
  CD_EDI_REJECTED_BY_PARTNER: {
    retry: 'terminal',
    fault: 'business',
    message:
      '{partner} rejects {documents} in interchange {controlNumber} of agreement {agreement} by {type}: {errors}',
    remedy: 'Correct what is named and send the documents again; nothing of them counts as delivered.',
  },
  CD_EDI_AGREEMENT_NOT_IN_PACK: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: there is no agreement "{agreement}" in its pack; there are {known}',
    remedy: 'Choose an agreement in the node, or set msg.agreement to the path of one.',
  },
  CD_EDI_NOTHING_TO_WRITE: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: msg.payload has no transaction with a type and segments (found {found})',
    remedy:
      'Map the document to the form x12 or edifact first, or wire the acknowledgement of edi read here.',
  },
  CD_EDI_STANDARD_DIFFERS: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: {type} is {found}, agreement {agreement} is for {expected}',
    remedy: 'Choose the agreement that fits, or the mapping that does.',
  },
  CD_EDI_NOT_SENT: {
    retry: 'terminal',
    fault: 'technical',
    message: 'agreement {agreement} does not send {type}',
    remedy: 'Add {type} under sends in the agreement.',
  },
  CD_SFTP_FILE_TOO_LARGE: {
    retry: 'terminal',
    fault: 'business',
    message: '{path} of {system} has {size} bytes, more than the {limit} allowed; it was moved to {folder}',
    remedy: 'Ask the partner to send smaller files, or raise the limit of the node or the site.',
  },
  CD_SFTP_CLAIM_REFUSED: {
    retry: 'retryable',
    fault: 'technical',
    message: '{path} of {system} is not read, because it cannot be moved to {folder} first: {reason}',
    remedy:
      'Let the server allow our login to make the folder {folder} and to rename files into it; the file waits until then.',
  },
  CD_SFTP_FILENAME_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: {found} is no file name of 1 to 200 characters without a slash',
    remedy: 'Correct the file name in the node, or what sets msg.filename.',
  },
  CD_SFTP_CONTENT_KIND: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: msg.payload is {found}, not a text or bytes',
    remedy: 'Turn the document into a file first, for example with edi write.',
  },
  CD_SFTP_ENCODING_UNKNOWN: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: msg.encoding is {found}; a text is sent as utf8, latin1 or ascii',
    remedy: 'Correct what sets msg.encoding.',
  },
  CD_SFTP_FILE_EXISTS: {
    retry: 'terminal',
    fault: 'business',
    message: '{system} has a file {path} with other content',
    remedy: 'Send under another name, let the partner clear the folder, or let the node overwrite.',
  },
} as const satisfies ErrorTable;
