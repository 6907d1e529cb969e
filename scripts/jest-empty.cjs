/** Stands for stylesheets and addresses of files where no page is drawn. */
module.exports = {};
