/* The page of the merged OpenAPI document. A file of its own, because the content security policy allows no inline script. */
window.addEventListener('load', () => {
  window.SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#page', deepLinking: true, docExpansion: 'list' });
});
