using System.Globalization;
using Carewright.Audit;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Reading;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Searching;

/// <summary>What <c>$everything</c> is asked for.</summary>
/// <param name="Type"><c>Patient</c> or <c>Encounter</c>.</param>
/// <param name="Id">Logical id.</param>
/// <param name="Types">Only these types; null: all.</param>
/// <param name="Start">Care from this FHIR date on (<c>start</c>), or null.</param>
/// <param name="End">Care up to this FHIR date (<c>end</c>), or null.</param>
/// <param name="Since">Changed at this FHIR instant or later (<c>_since</c>), or null.</param>
/// <param name="Count">Rows per page.</param>
/// <param name="Cursor">Token of the page; null for the first.</param>
public sealed record EverythingRequest(string Type, string Id, IReadOnlySet<string>? Types, string? Start, string? End, string? Since, int? Count, string? Cursor);

/// <summary>
/// <c>Patient/[id]/$everything</c> and <c>Encounter/[id]/$everything</c> (FHIR R4 patient-operation-everything.html, encounter-operation-everything.html): the resource itself, then what
/// belongs to it that the actor may see, type by type, paged by key. Types that the actor may not search are left out, as if there were none.
/// </summary>
internal sealed class Everything(IRecordStore store, SearchCompiler compiler, AccessCompiler access, Scribe scribe)
{
    private const int DefaultCount = 1000;

    internal async ValueTask<Answer<ReleasedPage>> RunAsync(Actor actor, EverythingRequest request, CancellationToken cancellationToken)
    {
        var (type, id) = (request.Type, request.Id);
        var deed = new Deed("read", "everything", type) { Address = $"{type}/{id}" };
        var allowed = access.For(actor, AccessInteraction.Read, type);
        if (!allowed.IsAllowed)
            return await scribe.RefuseAsync(actor, deed, Refusals.Forbidden($"read {type}"), allowed.Rule, cancellationToken).ConfigureAwait(false);
        var focus = store.Read(type, id);
        if (focus is { IsDeleted: false } && !allowed.Allows(focus))
            return await scribe.RefuseAsync(actor, deed, Refusals.NotFound(type, id), allowed.Rule, focus, cancellationToken).ConfigureAwait(false);
        if (focus is null || focus.IsDeleted)
            return await scribe.RefuseAsync(actor, deed, Refusals.NotFound(type, id), allowed.Rule, cancellationToken).ConfigureAwait(false);
        if (!TryReadCursor(request.Cursor, out var place))
            return await scribe.RefuseAsync(actor, deed, Refusals.BadPageToken, null, cancellationToken).ConfigureAwait(false);
        var rows = request.Cursor is null ? Beginning(actor, request, focus, allowed) : [];
        try
        {
            var next = Collect(actor, request, place, rows, cancellationToken);
            return await ReleaseAsync(actor, deed, focus, rows, next, cancellationToken).ConfigureAwait(false);
        }
        catch (PageTokenException)
        {
            return await scribe.RefuseAsync(actor, deed, Refusals.BadPageToken, null, cancellationToken).ConfigureAwait(false);
        }
    }

    // An encounter comes with what it points to itself: the patient, who took part, where it was.
    private List<(StoredVersion Row, CompiledAccess Access)> Beginning(Actor actor, EverythingRequest request, StoredVersion focus, CompiledAccess allowed)
    {
        var rows = new List<(StoredVersion Row, CompiledAccess Access)>();
        if (request.Types?.Contains(request.Type) != false)
            rows.Add((focus, allowed));
        if (request.Type != "Encounter")
            return rows;
        var seen = new HashSet<long> { focus.RowId };
        foreach (var parameter in ReferenceParameters.Of(FhirModel.R4, "Encounter").Where(parameter => !TopLevelElements.ReadBy(parameter, "Encounter").Any(allowed.MayHide)))
        {
            foreach (var row in store.Include([focus], "Encounter", parameter.Code, null, DefaultCount))
            {
                var rowAccess = access.For(actor, AccessInteraction.Search, row.ResourceType);
                var comesLater = EncounterTypes.All.Any(one => one.Type == row.ResourceType);
                if (!row.IsDeleted && !comesLater && request.Types?.Contains(row.ResourceType) != false && rowAccess.Allows(row) && seen.Add(row.RowId))
                    rows.Add((row, rowAccess));
            }
        }
        return rows;
    }

    private string? Collect(Actor actor, EverythingRequest request, Place place, List<(StoredVersion Row, CompiledAccess Access)> rows, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(request.Count ?? DefaultCount, 1, DefaultCount);
        var order = request.Type == "Patient" ? CompartmentTypes.All : [.. EncounterTypes.All.Select(one => one.Type)];
        for (var index = place.TypeIndex; index < order.Count; index++)
        {
            var type = order[index];
            var typeAccess = access.For(actor, AccessInteraction.Search, type);
            if (request.Types?.Contains(type) == false || !typeAccess.IsAllowed || Plan(request, type, typeAccess) is not { } plan)
                continue;
            var inner = index == place.TypeIndex ? place.Cursor : null;
            do
            {
                if (rows.Count >= limit)
                    return WriteCursor(new(index, inner));
                var page = store.Search(plan with { Count = limit - rows.Count, Cursor = inner }, cancellationToken);
                rows.AddRange(page.Rows.Where(typeAccess.Allows).Select(row => (row, typeAccess)));
                inner = page.NextCursor;
            }
            while (inner is not null);
        }
        return null;
    }

    private SearchPlan? Plan(EverythingRequest request, string type, CompiledAccess typeAccess)
    {
        var criteria = SearchRequest.Parse(type, Criteria(request, type, typeAccess), FhirModel.R4, SearchHandling.Strict).Request?.Criteria;
        if (criteria is null || compiler.Compile(type, criteria, [], DefaultCount, null).Plan is not { } plan)
            return null;
        var belongs = request.Type == "Patient" ? compiler.InPatientCompartment($"Patient/{request.Id}") : Predicate.True;
        var verify = (plan.Verify, typeAccess.Verify) switch
        {
            (null, var only) => only,
            (var only, null) => only,
            ({ } one, { } other) => row => one(row) && other(row),
        };
        return plan with { Where = new AllOf([belongs, plan.Where, typeAccess.Where]), Order = SearchOrder.LastUpdatedDescending, Verify = verify, Pair = null };
    }

    // A date that the actor may not see narrows nothing: what it let through would tell it.
    private static List<KeyValuePair<string, string>> Criteria(EverythingRequest request, string type, CompiledAccess typeAccess)
    {
        var criteria = new List<KeyValuePair<string, string>>();
        if (request.Type == "Encounter")
            criteria.Add(new(EncounterTypes.All.First(one => one.Type == type).Parameter, $"Encounter/{request.Id}"));
        if (request.Since is { } since)
            criteria.Add(new("_lastUpdated", "ge" + since));
        var date = CareDates.Of(type) is { } code ? FhirModel.R4.FindSearchParameter(type, code) : null;
        if (date is null || TopLevelElements.ReadBy(date, type).Any(typeAccess.MayHide))
            return criteria;
        if (request.Start is { } start)
            criteria.Add(new(date.Code, "ge" + start));
        if (request.End is { } end)
            criteria.Add(new(date.Code, "le" + end));
        return criteria;
    }

    private async ValueTask<Answer<ReleasedPage>> ReleaseAsync(
        Actor actor, Deed deed, StoredVersion focus, List<(StoredVersion Row, CompiledAccess Access)> rows, string? next, CancellationToken cancellationToken)
    {
        var entries = rows.ConvertAll(one => new ReleasedEntry(Releaser.Release(one.Row, one.Access), true));
        var patients = Reader.PatientsOf(rows.Select(one => one.Row).Append(focus));
        var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, entries.ConvertAll(entry => entry.Resource.Reference), patients);
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? new ReleasedPage(entries, next, null) : Refusals.Busy;
    }

    private readonly record struct Place(int TypeIndex, string? Cursor);

    private static string WriteCursor(Place place) => string.Create(CultureInfo.InvariantCulture, $"{place.TypeIndex}.{place.Cursor}");

    private static bool TryReadCursor(string? text, out Place place)
    {
        place = default;
        if (text is null)
            return true;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || !int.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return false;
        place = new(index, dot + 1 < text.Length ? text[(dot + 1)..] : null);
        return true;
    }
}

/// <summary>The types of the patient compartment in the order in which <c>$everything</c> gives them, the Patient itself left out.</summary>
internal static class CompartmentTypes
{
    internal static IReadOnlyList<string> All { get; } =
        [.. FhirModel.R4.ResourceTypes.Select(type => type.Name).Where(name => name != "Patient" && FhirModel.R4.PatientCompartment.ParametersOf(name).Count > 0)];
}

/// <summary>The types of the encounter compartment, each with the search parameter that ties it to its encounter (FHIR R4 compartmentdefinition-encounter.html).</summary>
internal static class EncounterTypes
{
    private static IReadOnlyList<string> Codes => ["encounter", "context"];

    internal static IReadOnlyList<(string Type, string Parameter)> All { get; } =
        [.. FhirModel.R4.ResourceTypes.Where(type => !type.IsAbstract && type.Name != "Encounter").Select(type => (type.Name, Parameter: Find(type.Name))).Where(one => one.Parameter is not null).Select(one => (one.Name, one.Parameter!))];

    private static string? Find(string type) => Codes.FirstOrDefault(code =>
        FhirModel.R4.FindSearchParameter(type, code) is { Type: "reference" } parameter && (parameter.Targets.Count == 0 || parameter.Targets.Contains("Encounter")));
}

/// <summary>
/// The search parameter that says when care took place, by type, for <c>start</c> and <c>end</c>. What has none here is a standing fact (a problem, an allergy, a coverage): it is given whatever
/// the dates, because care at any time needs it.
/// </summary>
internal static class CareDates
{
    private static readonly Dictionary<string, string> s_codes = new(StringComparer.Ordinal)
    {
        ["AdverseEvent"] = "date",
        ["Appointment"] = "date",
        ["CarePlan"] = "date",
        ["Claim"] = "created",
        ["ClaimResponse"] = "created",
        ["ClinicalImpression"] = "date",
        ["Communication"] = "sent",
        ["Composition"] = "date",
        ["DiagnosticReport"] = "date",
        ["DocumentReference"] = "date",
        ["Encounter"] = "date",
        ["EpisodeOfCare"] = "date",
        ["ExplanationOfBenefit"] = "created",
        ["ImagingStudy"] = "started",
        ["Immunization"] = "date",
        ["Invoice"] = "date",
        ["Media"] = "created",
        ["MedicationAdministration"] = "effective-time",
        ["MedicationDispense"] = "whenhandedover",
        ["MedicationRequest"] = "authoredon",
        ["MedicationStatement"] = "effective",
        ["NutritionOrder"] = "datetime",
        ["Observation"] = "date",
        ["Procedure"] = "date",
        ["QuestionnaireResponse"] = "authored",
        ["RiskAssessment"] = "date",
        ["ServiceRequest"] = "authored",
        ["Specimen"] = "collected",
        ["Task"] = "authored-on",
        ["VisionPrescription"] = "datewritten",
    };

    internal static string? Of(string type) => s_codes.GetValueOrDefault(type);
}
