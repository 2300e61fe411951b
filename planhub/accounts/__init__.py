"""WHO YOU ARE: accounts, the offices they hold, agencies, sign-in; what you may do is workflow/authority."""
