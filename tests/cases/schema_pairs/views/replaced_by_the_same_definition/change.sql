CREATE OR REPLACE VIEW long_songs AS SELECT songs.id, songs.title FROM public.songs WHERE (songs.seconds > 300);
