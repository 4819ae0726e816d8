ALTER VIEW public_notes RESET (security_barrier);
ALTER VIEW insertable_notes SET (check_option = cascaded, security_invoker = true);
ALTER VIEW all_notes SET (security_barrier = true, security_invoker = false);
ALTER VIEW checked_notes RESET (check_option);
