CREATE TEXT SEARCH DICTIONARY stems (TEMPLATE = snowball, language = english, stopwords = english);
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple, stopwords = english, accept = false);
COMMENT ON TEXT SEARCH DICTIONARY plain IS 'no stems';
