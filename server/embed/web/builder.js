// Handier with a script, whole without: choices show at once, and a button copies.
const form = document.getElementById("choices");

function copies() {
  const text = document.querySelector("#result textarea");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = form.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.value);
    button.textContent = form.dataset.copied;
    setTimeout(() => (button.textContent = form.dataset.copy), 2000);
  });
  text.after(button);
}

// show takes over the result alone, so that the focus stays on what was chosen.
async function show() {
  const address = "/embed?" + new URLSearchParams(new FormData(form));
  const response = await fetch(address);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const result = page.getElementById("result");
  if (!result) {
    location.assign(address); // the page says what is wrong
    return;
  }
  // A script that came with a text does not run.
  const script = result.querySelector("script");
  if (script) {
    script.remove();
    if (!customElements.get("promise-status")) {
      const live = document.createElement("script");
      live.src = script.getAttribute("src");
      document.head.append(live);
    }
  }
  history.replaceState(null, "", address);
  document.getElementById("result").replaceWith(result);
  copies();
}

if (form) {
  copies();
  form.addEventListener("change", (event) => {
    // The words of the whole page change with the language.
    if (event.target.name === "lang") form.requestSubmit();
    else show();
  });
}
