CREATE TABLE forms (id integer PRIMARY KEY, answer_to_the_question_about_preferred_contact_method_and_time_of_day_1 text);
