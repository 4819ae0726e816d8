ALTER SEQUENCE a_numbers OWNED BY alpha.id;
ALTER SEQUENCE b_numbers OWNED BY alpha.id;
ALTER SEQUENCE alpha_extra_seq OWNED BY NONE;
