// Blocks name the file that they show after the language: ```yaml port.yml
for (const code of document.querySelectorAll("pre code")) {
  const name = [...code.classList].find((word) => /[./]/.test(word) && !word.startsWith("language-"));
  if (!name) continue;
  const caption = document.createElement("div");
  caption.className = "file-name";
  caption.textContent = name;
  code.closest("pre").before(caption);
}
