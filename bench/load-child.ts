import { type Load, runLoad } from './load';

// A process of its own, so that asking and answering do not share an event loop.
process.on('message', (load: Load) => {
  runLoad(load).then(
    (measured) => process.send?.({ measured }, () => process.exit(0)),
    (error: Error) => process.send?.({ error: error.message }, () => process.exit(1)),
  );
});
