// Filters the findings. Without it everything is shown.
(() => {
  const form = document.getElementById("filters");
  const services = [...document.querySelectorAll(".service")].map((section) => ({
    section,
    name: section.querySelector("h3").textContent.toLowerCase(),
    articles: [...section.querySelectorAll("article")].map((article) => ({
      article,
      findings: Number(article.dataset.count),
      text: article.textContent.toLowerCase(),
    })),
  }));
  const apply = () => {
    const chosen = new FormData(form);
    const severities = new Set(chosen.getAll("severity"));
    const practice = chosen.get("practice");
    const words = chosen.get("text").toLowerCase().split(/\s+/).filter(Boolean);
    const all = severities.size === form.querySelectorAll("[name=severity]").length && !practice && !words.length;
    let shown = 0, count = 0;
    for (const { section, name, articles } of services) {
      let here = 0;
      for (const { article, text, findings } of articles) {
        const fits = severities.has(article.dataset.severity)
          && (!practice || practice === article.dataset.practice)
          && words.every((word) => text.includes(word) || name.includes(word));
        article.hidden = !fits;
        here += fits ? findings : 0;
        count += findings;
      }
      section.hidden = !here && !all;
      shown += here;
    }
    form.querySelector("output").textContent = `${shown} / ${count}`;
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
})();
