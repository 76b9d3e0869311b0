// Calls made before the chat has loaded wait in tandem.q; the loader works them off in order.
window.tandem = window.tandem || function () {
  (window.tandem.q = window.tandem.q || []).push(arguments);
};
