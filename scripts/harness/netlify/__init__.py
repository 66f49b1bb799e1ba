"""The netlify dialect beside Netlify's own engine: what scripts/differential runs."""
