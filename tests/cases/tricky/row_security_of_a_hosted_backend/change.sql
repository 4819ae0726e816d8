ALTER TABLE public.todos ADD COLUMN team_id uuid;
CREATE TABLE public.teams (id uuid PRIMARY KEY, owner_id uuid NOT NULL REFERENCES auth.users);
ALTER TABLE public.teams ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON public.teams USING (owner_id = auth.uid());
ALTER TABLE public.todos ADD FOREIGN KEY (team_id) REFERENCES public.teams;
DROP POLICY "Individuals can view their own todos." ON public.todos;
CREATE POLICY "Members can view" ON public.todos FOR SELECT
    USING (user_id = auth.uid() OR team_id IN (SELECT id FROM public.teams WHERE owner_id = auth.uid()));
ALTER TABLE public.todos RENAME COLUMN task TO title;
UPDATE public.todos SET is_complete = false WHERE is_complete IS NULL;
ALTER TABLE public.todos ALTER COLUMN is_complete SET NOT NULL;
