ALTER TEXT SEARCH DICTIONARY stems (language = german, stopwords);
ALTER TEXT SEARCH DICTIONARY plain (accept = true, stopwords = dutch);
CREATE TEXT SEARCH DICTIONARY "Third ""dict"" %" (TEMPLATE = pg_catalog.synonym, synonyms = synonym_sample, casesensitive = true);
