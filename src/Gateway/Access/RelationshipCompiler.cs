using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Access;

/// <summary>
/// Compiles a care relationship into a predicate over Patient: reverse chains from what names both the patient and the practitioner. It is decided on the index as it stands, so that a
/// relationship begins and ends with the resource that makes it.
/// </summary>
internal sealed class RelationshipCompiler(IRecordStore store)
{
    private const string OpenVisits = "status=planned,arrived,triaged,in-progress,onleave";
    private const string LiveAppointments = "status=proposed,pending,booked,arrived,fulfilled,checked-in,waitlist";

    /// <summary>The predicate; null when a part of it cannot be compiled, which voids the grant.</summary>
    internal Predicate? Compile(RelationshipTo relationship, FhirModel definitions)
    {
        var (rule, who) = (relationship.Rule, relationship.Practitioner);
        var (first, after) = (Text(relationship.Day.AddDays(-rule.Days)), Text(relationship.Day.AddDays(rule.Days + 1)));
        var parts = new List<Predicate?>();
        if (rule.Kinds.HasFlag(CareRelationship.CareTeam))
            parts.Add(By("CareTeam", $"status=active&participant={who}"));
        if (rule.Kinds.HasFlag(CareRelationship.Appointment))
            parts.Add(By("Appointment", $"{LiveAppointments}&practitioner={who}&date=ge{first}&date=lt{after}"));
        if (rule.Kinds.HasFlag(CareRelationship.Encounter))
        {
            parts.Add(By("Encounter", $"{OpenVisits}&participant={who}"));
            parts.Add(By("Encounter", $"status=finished&participant={who}&date=ge{first}"));
        }
        if (rule.Kinds.HasFlag(CareRelationship.GeneralPractitioner))
            parts.Add(store.Compiler.CompilePredicate("Patient", Criteria("Patient", $"general-practitioner={who}", definitions)).Predicate);
        return parts.Count == 0 || parts.Contains(null) ? null : new AnyOf([.. parts.OfType<Predicate>()]);

        Predicate? By(string type, string criteria) => store.Compiler.PointedToBy(type, "patient", Criteria(type, criteria, definitions));
    }

    private static IReadOnlyList<SearchCriterion> Criteria(string type, string query, FhirModel definitions) =>
        SearchRequest.Parse(type, QueryText.Pairs(query), definitions, SearchHandling.Strict).Request?.Criteria ?? throw new InvalidOperationException($"A relationship's criteria over {type} do not parse.");

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
