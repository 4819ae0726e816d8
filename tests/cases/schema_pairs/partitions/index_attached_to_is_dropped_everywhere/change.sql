DROP INDEX views_page;
