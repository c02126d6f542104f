using System.Globalization;
using Carewright.Audit;
using Carewright.Fhir.Definitions;
using Carewright.Gateway.Access;
using Carewright.Gateway.Reading;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Searching;

/// <summary>
/// <c>Patient/[id]/$everything</c> (FHIR R4 patient-operation-everything.html): the patient, then every resource of its compartment that the actor may see, type by type, paged by key.
/// Types that the actor may not search are left out, as if there were none.
/// </summary>
internal sealed class Everything(IRecordStore store, SearchCompiler compiler, AccessCompiler access, Scribe scribe)
{
    private const int DefaultCount = 1000;

    internal async ValueTask<Answer<ReleasedPage>> RunAsync(
        Actor actor, string patientId, IReadOnlySet<string>? types, int? count, string? cursor, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "everything", "Patient") { Address = $"Patient/{patientId}" };
        var allowed = access.For(actor, AccessInteraction.Read, "Patient");
        if (!allowed.IsAllowed)
            return await scribe.RefuseAsync(actor, deed, Refusals.Forbidden("read Patient"), allowed.Rule, cancellationToken).ConfigureAwait(false);
        var patient = store.Read("Patient", patientId);
        if (patient is { IsDeleted: false } && !allowed.Allows(patient))
            return await scribe.RefuseAsync(actor, deed, Refusals.NotFound("Patient", patientId), allowed.Rule, patient, cancellationToken).ConfigureAwait(false);
        if (patient is null || patient.IsDeleted)
            return await scribe.RefuseAsync(actor, deed, Refusals.NotFound("Patient", patientId), allowed.Rule, cancellationToken).ConfigureAwait(false);
        if (!TryReadCursor(cursor, out var place))
            return await scribe.RefuseAsync(actor, deed, Refusals.BadPageToken, null, cancellationToken).ConfigureAwait(false);
        var limit = Math.Clamp(count ?? DefaultCount, 1, DefaultCount);
        var rows = new List<(StoredVersion Row, CompiledAccess Access)>();
        if (cursor is null && types?.Contains("Patient") != false)
            rows.Add((patient, allowed));
        string? next;
        try
        {
            next = Collect(actor, patientId, types, place, limit, rows, cancellationToken);
        }
        catch (PageTokenException)
        {
            return await scribe.RefuseAsync(actor, deed, Refusals.BadPageToken, null, cancellationToken).ConfigureAwait(false);
        }
        return await ReleaseAsync(actor, deed, patientId, rows, next, cancellationToken).ConfigureAwait(false);
    }

    private string? Collect(
        Actor actor, string patientId, IReadOnlySet<string>? types, Place place, int limit, List<(StoredVersion Row, CompiledAccess Access)> rows, CancellationToken cancellationToken)
    {
        var order = CompartmentTypes.All;
        for (var index = place.TypeIndex; index < order.Count; index++)
        {
            var type = order[index];
            var typeAccess = access.For(actor, AccessInteraction.Search, type);
            if (types?.Contains(type) == false || !typeAccess.IsAllowed)
                continue;
            var inner = index == place.TypeIndex ? place.Cursor : null;
            do
            {
                if (rows.Count >= limit)
                    return WriteCursor(new(index, inner));
                var plan = Plan(type, patientId, typeAccess, limit - rows.Count, inner);
                var page = store.Search(plan, cancellationToken);
                rows.AddRange(page.Rows.Where(typeAccess.Allows).Select(row => (row, typeAccess)));
                inner = page.NextCursor;
            }
            while (inner is not null);
        }
        return null;
    }

    private SearchPlan Plan(string type, string patientId, CompiledAccess typeAccess, int count, string? cursor)
    {
        var inCompartment = compiler.InPatientCompartment($"Patient/{patientId}");
        var where = new AllOf([inCompartment, typeAccess.Where]);
        return new SearchPlan(type, where, SearchOrder.LastUpdatedDescending, count, cursor, typeAccess.Verify);
    }

    private async ValueTask<Answer<ReleasedPage>> ReleaseAsync(
        Actor actor, Deed deed, string patientId, List<(StoredVersion Row, CompiledAccess Access)> rows, string? next, CancellationToken cancellationToken)
    {
        var entries = rows.ConvertAll(one => new ReleasedEntry(Releaser.Release(one.Row, one.Access), true));
        var patients = Reader.PatientsOf(rows.Select(one => one.Row)).Append($"Patient/{patientId}").Distinct().ToList();
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
