// Small helps of the desk's pages. Every page works without them: what they show is hidden until they run.
const buttons = (name) => document.querySelectorAll(`[data-${name}]`);

for (const button of buttons("print")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of buttons("copy")) {
  const text = document.querySelector(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand("copy"); // plain HTTP has no clipboard of its own
    }
    button.textContent = button.dataset.done;
  });
}
