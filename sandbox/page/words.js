// The few words that Slack's own client puts around what a bot paints, in the language of the person we look through.
import { viewer } from "./state.js";

const FRENCH = {
  "Only visible to you": "Visible par vous uniquement",
  "(edited)": "(modifié)",
  "in a thread": "dans un fil",
  " (optional)": " (facultatif)",
  App: "Appli",
  Cancel: "Annuler",
  Close: "Fermer",
  Yes: "Oui",
  "Choose an option": "Choisir une option",
  "Choose a person": "Choisir une personne",
  "Choose a channel": "Choisir un canal",
  "Search people": "Rechercher une personne",
  "More actions": "Autres actions",
  "Please complete this required field.": "Veuillez remplir ce champ obligatoire.",
  "Please write at least {n} characters.": "Écrivez au moins {n} caractères.",
  "Please write at most {n} characters.": "Écrivez au plus {n} caractères.",
  "Please enter a valid email address.": "Saisissez une adresse de courriel valide.",
  "Please enter a valid link.": "Saisissez un lien valide.",
  "Please enter a number.": "Saisissez un nombre.",
  "Please enter a whole number.": "Saisissez un nombre entier.",
  "The smallest possible is {n}.": "Le minimum est {n}.",
  "The largest possible is {n}.": "Le maximum est {n}.",
  "Numbers of this chart": "Chiffres de ce graphique",
  Table: "Tableau",
  Information: "Information",
  Warning: "Avertissement",
  Error: "Erreur",
  Success: "Réussi",
  "Step {n} of {all}": "Étape {n} sur {all}",
  Done: "Terminé",
  "Take me there": "M'y conduire",
  Hide: "Masquer",
  "What to try next": "Et maintenant ?",
  "Next: {n}": "Ensuite : {n}",
};

/** The language that the person we look through reads, as far as the page speaks it. */
export const language = () => (viewer().locale?.startsWith("fr") ? "fr" : "en");

/** The words in this person's language; `n` is put where {n} stands, and `all` where {all} does. */
export function say(english, n = "", all = "") {
  const words = language() === "fr" ? FRENCH[english] : null;
  return (words ?? english).replace("{n}", n).replace("{all}", all);
}
