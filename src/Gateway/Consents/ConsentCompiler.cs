using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Consents;

/// <summary>Compiles the terms that decide which rows of a patient are denied.</summary>
internal sealed class ConsentCompiler(IRecordStore store, string type)
{
    /// <summary>The rows that the first term which is about them denies; a row that none is about is not denied.</summary>
    /// <param name="terms">The most specific first.</param>
    internal Predicate Denied(IReadOnlyList<ConsentTerm> terms)
    {
        var denied = Predicate.False;
        foreach (var term in terms.Reverse())
        {
            var about = About(term);
            denied = term.IsDeny ? new AnyOf([about, denied]) : new AllOf([new Not(about), denied]);
        }
        return denied;
    }

    private Predicate About(ConsentTerm term)
    {
        var parts = new List<Predicate>();
        if (term.Labels.Count > 0)
            parts.Add(new AnyOf([.. term.Labels.Select(label => store.Compiler.HasSecurityLabel(type, label.System, label.Code))]));
        if (term.Codes.Count > 0)
            parts.Add(By("code", string.Join(',', term.Codes.Select(Escape)), term));
        if (term.Instances.Count > 0)
            parts.Add(new AnyOf([.. term.Instances.Where(one => one.StartsWith(type + "/", StringComparison.Ordinal)).Select(one => By("_id", Escape(one[(type.Length + 1)..]), term))]));
        foreach (var (prefix, date) in new[] { ("ge", term.DataFrom), ("le", term.DataTo) })
            if (date is not null)
                parts.Add(By("date", prefix + Escape(date), term));
        return parts.Count == 1 ? parts[0] : new AllOf(parts);
    }

    // A denial that cannot be narrowed so is not narrowed; a permit that cannot be decided permits nothing.
    private Predicate By(string parameter, string value, ConsentTerm term)
    {
        var parsed = SearchRequest.Parse(type, [new(parameter, value)], FhirModel.R4, SearchHandling.Strict);
        var plan = parsed.Request is { } request ? store.Compiler.Compile(type, request.Criteria, [], 1, null).Plan : null;
        if (plan is not null)
            return plan.Where;
        return term.IsDeny ? Predicate.True : Predicate.False;
    }

    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal);
}
