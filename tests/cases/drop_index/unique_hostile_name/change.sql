DROP INDEX "un ""i"" ique";
