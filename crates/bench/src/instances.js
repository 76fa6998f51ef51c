// Runs before the page's own scripts. `eachInstance(change)` hands the exports of each instance of a
// WebAssembly module to `change`, whichever way it is made; the page gets what comes back.
const eachInstance = (change) => {
  const { instantiate, instantiateStreaming, Instance } = WebAssembly;
  const changed = (instance) => {
    const exports = change(instance.exports);
    return exports === instance.exports
      ? instance
      : Object.create(Instance.prototype, { exports: { value: exports } });
  };
  const both = ({ instance, module }) => ({ instance: changed(instance), module });
  WebAssembly.instantiateStreaming = async (...args) => both(await instantiateStreaming(...args));
  // Of a module that is compiled already, there is the instance alone.
  WebAssembly.instantiate = async (...args) => {
    const made = await instantiate(...args);
    return made instanceof Instance ? changed(made) : both(made);
  };
  WebAssembly.Instance = new Proxy(Instance, {
    construct: (target, args) => changed(Reflect.construct(target, args)),
  });
};
