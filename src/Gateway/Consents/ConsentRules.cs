using Carewright.Security;

namespace Carewright.Gateway.Consents;

/// <summary>What all patients' consents come to for one actor, one interaction and one type. Shared until a consent changes or a period begins or ends.</summary>
/// <param name="Closed">Patients of whom no row may be seen.</param>
/// <param name="Partly">Patients of whom some rows may not, with the terms that decide which, the most specific first.</param>
/// <param name="Opened">Patients whose consent opens a label's rows: <c>(system, code)</c> and patient.</param>
/// <param name="Until">When a period begins or ends next, UTC; null: never.</param>
internal sealed record ConsentRules(
    IReadOnlyList<string> Closed, IReadOnlyList<(string Patient, IReadOnlyList<ConsentTerm> Terms)> Partly, ILookup<(string System, string Code), string> Opened, DateTimeOffset? Until)
{
    /// <summary>The patients for whom a restriction does not hold: whose consent opens each of its labels.</summary>
    internal IEnumerable<string> OpenedBy(LabelRestriction restriction) => restriction.Codes.Count == 0 ? []
        : restriction.Codes.Select(code => Opened[(restriction.LabelSystem, code)]).Aggregate((one, other) => one.Intersect(other));

    internal bool IsEmpty => Closed.Count == 0 && Partly.Count == 0 && Opened.Count == 0;
}

/// <summary>Draws the rules of one actor from directives.</summary>
internal sealed class ConsentReader(RecipientMatch recipients, Actor actor, IReadOnlyList<string> persons, AccessInteraction interaction, string type, DateTimeOffset now)
{
    internal ConsentRules Read(IEnumerable<IGrouping<string, ConsentDirective>> byPatient)
    {
        var closed = new List<string>();
        var partly = new List<(string, IReadOnlyList<ConsentTerm>)>();
        var opened = new List<((string, string) Label, string Patient)>();
        DateTimeOffset? until = null;
        foreach (var patient in byPatient)
        {
            var all = patient.SelectMany(directive => directive.Terms).ToList();
            foreach (var edge in all.SelectMany(term => new[] { term.From, term.To }).Where(edge => edge > now))
                until = until is null || edge < until ? edge : until;
            var terms = all.Where(Concerns).OrderByDescending(term => term.Rank).ToList();
            opened.AddRange(terms.Where(term => !term.IsDeny).SelectMany(term => term.Labels).Where(label => !IsOutranked(terms, label)).Select(label => ((label.System, label.Code), patient.Key)));
            if (terms.TrueForAll(term => !term.IsDeny))
                continue;
            // What asks for no rows of its own decides all that no term before it has.
            var last = terms.FindIndex(term => term.IsAboutAllRows);
            if (last == 0 && terms[0].IsDeny)
                closed.Add(patient.Key);
            else if (last != 0)
                partly.Add((patient.Key, last < 0 ? terms : terms[..(last + 1)]));
        }
        return new ConsentRules(closed, partly, opened.ToLookup(one => one.Label, one => one.Patient), until);
    }

    // A permit that something denies for the same label opens nothing.
    private static bool IsOutranked(List<ConsentTerm> terms, SecurityLabel label)
    {
        var first = terms.Find(term => term.IsAboutAllRows || term.Labels.Any(one => one.System == label.System && one.Code == label.Code));
        return first is null || first.IsDeny || first.Labels.Count == 0;
    }

    private bool Concerns(ConsentTerm term)
    {
        if (term.IsUncertain && !term.IsDeny)
            return false;
        return (term.From is null || term.From <= now) && (term.To is null || now < term.To)
            && (term.Types.Count == 0 || term.Types.Contains(type))
            && (term.Interactions.Count == 0 || term.Interactions.Contains(interaction))
            && (term.Purposes.Count == 0 || term.Purposes.Any(purpose => Purpose.Includes(purpose, actor.Purpose)))
            && (term.Recipients.Count == 0 || term.Recipients.Any(recipient => recipients.Includes(recipient, actor, persons)));
    }
}

/// <summary>Purposes of use and what they include (v3-PurposeOfUse).</summary>
internal static class Purpose
{
    internal static bool Includes(string wanted, string actual) => wanted == actual || wanted switch
    {
        "TREAT" => actual is "ETREAT" or "BTG" or "CAREMGT" or "CLINTRL" or "POPHLTH",
        "HPAYMT" => actual is "CLMATTCH" or "COVAUTH" or "COVERAGE" or "ELIGDTRM" or "ELIGVER" or "ENROLLM" or "REMITADV",
        "HOPERAT" => actual is "HSYSADMIN" or "PATADMIN" or "HCOMPL" or "HACCRED" or "HQUALIMP",
        _ => false,
    };
}
