using System.Globalization;
using Carewright.Fhir.Json;
using Carewright.Security;

namespace Carewright.Gateway.Consents;

/// <summary>Reads a Consent (FHIR R4 consent.html) into directives. Null for one that directs nothing here: not active, not about privacy, no provision and no policy rule that denies.</summary>
internal static class ConsentParser
{
    private const string ActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private const string ResourceTypes = "http://hl7.org/fhir/resource-types";

    /// <summary>Denies everything to everybody whom consents bind.</summary>
    internal static ConsentTerm DenyAll { get; } = Open(true, 0);

    internal static ConsentDirective? Parse(ResourceDocument document)
    {
        var root = document.Root;
        if (!root.Child("status").ValueEquals("active"u8) || !IsPrivacy(root) || root.Child("patient").Child("reference").GetString() is not { } patient || document.Id is not { } id)
            return null;
        var terms = new List<ConsentTerm>();
        var provision = root.Child("provision");
        var isUncertain = root.Child("modifierExtension").Exists;
        if (BaseRule(root) is { } denies && !provision.Child("type").Exists)
            terms.Add(Open(denies, 0) with { IsUncertain = isUncertain });
        if (provision.Exists)
            Read(provision, Open(false, 0) with { IsUncertain = isUncertain }, terms);
        return terms.Exists(term => term.IsDeny || term.Labels.Count > 0) ? new ConsentDirective(id, patient, terms) : null;
    }

    private static bool IsPrivacy(Element root) => Codings(root.Child("scope")).Any(coding => coding.Code == "patient-privacy");

    // v3-ActCode: OPTOUT and OPTOUTE deny but for exceptions; OPTIN and OPTINR permit but for restrictions.
    private static bool? BaseRule(Element root) => Codings(root.Child("policyRule")).Where(coding => coding.System == ActCode).Select(coding => (bool?)(coding.Code switch
    {
        "OPTOUT" or "OPTOUTE" => true,
        "OPTIN" or "OPTINR" => false,
        _ => null,
    })).FirstOrDefault(rule => rule is not null);

    private static ConsentTerm Open(bool isDeny, int depth) => new(isDeny, depth, [], [], [], null, null, [], [], [], [], null, null);

    private static void Read(Element provision, ConsentTerm parent, List<ConsentTerm> terms)
    {
        var term = Within(provision, parent);
        if (provision.Child("type").GetString() is { } type)
            terms.Add(term with { IsDeny = type != "permit" });
        foreach (var nested in provision.Children("provision"))
            Read(nested, term with { Depth = term.Depth + 1 }, terms);
    }

    // What a nested provision says narrows what its parent says.
    private static ConsentTerm Within(Element provision, ConsentTerm parent)
    {
        var classes = All(provision, "class");
        var meanings = provision.Children("data").Select(data => (Meaning: data.Child("meaning").GetString(), Reference: data.Child("reference").Child("reference").GetString())).ToList();
        var actions = provision.Children("action").SelectMany(Codings).SelectMany(coding => InteractionsOf(coding.Code)).Distinct().ToList();
        return parent with
        {
            Recipients = Or(provision.Children("actor").Select(RecipientOf).ToList(), parent.Recipients),
            Purposes = Or(All(provision, "purpose").Select(coding => coding.Code).ToList(), parent.Purposes),
            Interactions = Or(actions, parent.Interactions),
            From = Instant(provision.Child("period").Child("start"), isEnd: false) ?? parent.From,
            To = Instant(provision.Child("period").Child("end"), isEnd: true) ?? parent.To,
            Types = Or(classes.Where(coding => coding.System == ResourceTypes).Select(coding => coding.Code).ToList(), parent.Types),
            Labels = Or(All(provision, "securityLabel").Select(coding => new SecurityLabel(coding.System, coding.Code, null)).ToList(), parent.Labels),
            Codes = Or(provision.Children("code").SelectMany(Codings).Select(coding => $"{coding.System}|{coding.Code}").ToList(), parent.Codes),
            Instances = Or(meanings.Where(one => one is { Meaning: "instance", Reference: not null }).Select(one => one.Reference!).ToList(), parent.Instances),
            DataFrom = provision.Child("dataPeriod").Child("start").GetString() ?? parent.DataFrom,
            DataTo = provision.Child("dataPeriod").Child("end").GetString() ?? parent.DataTo,
            IsUncertain = parent.IsUncertain || classes.Exists(coding => coding.System != ResourceTypes) || meanings.Exists(one => one is not { Meaning: "instance", Reference: not null })
                || (provision.Child("action").Exists && actions.Count == 0) || provision.Child("modifierExtension").Exists,
        };
    }

    private static IReadOnlyList<T> Or<T>(List<T> own, IReadOnlyList<T> parents) => own.Count > 0 ? own : parents;

    private static ConsentRecipient RecipientOf(Element actor)
    {
        var reference = actor.Child("reference");
        var (system, value) = (reference.Child("identifier").Child("system").GetString(), reference.Child("identifier").Child("value").GetString());
        return new ConsentRecipient(reference.Child("reference").GetString(), system == ConsentRecipient.RoleSystem ? value : null, system == ConsentRecipient.DepartmentSystem ? value : null);
    }

    private static IEnumerable<AccessInteraction> InteractionsOf(string action) => action switch
    {
        "access" or "use" or "disclose" => [AccessInteraction.Read, AccessInteraction.Search],
        "collect" => [AccessInteraction.Create],
        "correct" => [AccessInteraction.Update],
        _ => [],
    };

    private static List<(string System, string Code)> All(Element element, string name) =>
        [.. element.Children(name).Select(coding => (coding.Child("system").GetString() ?? "", coding.Child("code").GetString() ?? ""))];

    private static List<(string System, string Code)> Codings(Element concept) => All(concept, "coding");

    // A day without an hour begins at its start and ends after it, in UTC.
    private static DateTimeOffset? Instant(Element element, bool isEnd)
    {
        if (element.GetString() is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return new DateTimeOffset((isEnd ? day.AddDays(1) : day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }
}
