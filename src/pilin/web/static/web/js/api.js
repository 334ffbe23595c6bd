// Draws what programs can ask of one room; what is tried carries the page's token, as a form's sending does.
const place = document.getElementById("api-try");
SwaggerUIBundle({
  ...JSON.parse(document.getElementById("api-drawn").textContent),
  domNode: place,
  presets: [SwaggerUIBundle.presets.apis],
  requestInterceptor: (request) => {
    if (place.dataset.token) request.headers["X-CSRFToken"] = place.dataset.token;
    return request;
  },
});
