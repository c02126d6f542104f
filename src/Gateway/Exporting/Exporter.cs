using Carewright.Audit;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Indexing;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Exporting;

/// <summary>
/// Streams the rows of an export into a sink, type by type, a page at a time: authorised row by row as a search is, hidden elements cut, restricted rows left out. Memory does not grow with the record.
/// One audit record says what was asked; before a file may leave, others name each patient whose rows are in it.
/// </summary>
internal sealed class Exporter(IRecordStore store, ExportPlanner planner, Scribe scribe, TimeProvider clock)
{
    private const long CountCap = 1_000_000;

    // A write is stamped a moment before it is committed. One that was stamped before the export's instant has this long to arrive; else neither this export nor the next one since then would have it.
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(250);
    private readonly DeletedRows _deleted = new(store);

    /// <summary>Authorises and compiles the export and puts on record that it was asked for.</summary>
    internal async ValueTask<Answer<ExportOutline>> OutlineAsync(Actor actor, ExportOrder order, long? most, CancellationToken cancellationToken)
    {
        var deed = DeedOf(order);
        var planned = planner.Plan(actor, order, cancellationToken);
        if (planned.IsRefused)
            return await scribe.RefuseAsync(actor, deed, planned.Refusal, null, cancellationToken).ConfigureAwait(false);
        if (most is { } limit && IsMoreThan(planned.Value, limit, cancellationToken))
            return await scribe.RefuseAsync(actor, deed, TooMany(limit), null, cancellationToken).ConfigureAwait(false);
        var patients = order.Patients ?? [];
        foreach (var chunk in patients.Count == 0 ? [[]] : patients.Chunk(ExportFile.PatientsPerRecord))
        {
            var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, [], chunk);
            if (!await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false))
                return Refusals.Busy;
        }
        return new ExportOutline([.. planned.Value.Types.Select(type => type.Type)], planned.Value.Cohort?.Patients.Count, planned.Value.Warnings);
    }

    /// <summary>Makes the export; it was put on record before, by <see cref="OutlineAsync"/>.</summary>
    internal async ValueTask<Answer<ExportResult>> RunAsync(Actor actor, ExportOrder order, IExportSink sink, CancellationToken cancellationToken)
    {
        var planned = planner.Plan(actor, order, cancellationToken);
        if (planned.IsRefused)
            return await scribe.RefuseAsync(actor, DeedOf(order), planned.Refusal, null, cancellationToken).ConfigureAwait(false);
        var run = new ExportRun(planned.Value, clock.GetUtcNow(), new ExportFile(actor, order, sink, scribe), type => planner.AccessNow(actor, order, type));
        await Task.Delay(s_settling, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var type in planned.Value.Types)
                await TypeAsync(run, type, cancellationToken).ConfigureAwait(false);
            if (order.Since is not null)
                await DeletionsAsync(run, cancellationToken).ConfigureAwait(false);
        }
        catch (AccessEndedException ended)
        {
            return await scribe.RefuseAsync(actor, DeedOf(order), Refusals.Forbidden(ended.Message), null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SearchTooCostlyException costly)
        {
            return await scribe.RefuseAsync(actor, DeedOf(order), Refusals.TooCostly(costly.Message), null, cancellationToken).ConfigureAwait(false);
        }
        return run.File.IsUnrecorded ? Refusals.Busy : new ExportResult(run.At, run.File.Total, [.. planned.Value.Warnings, .. run.LeftOut()]);
    }

    private async ValueTask TypeAsync(ExportRun run, TypePlan type, CancellationToken cancellationToken)
    {
        if (IsAttachment(run.Plan, type))
            await AttachmentsAsync(run, type, cancellationToken).ConfigureAwait(false);
        else
        {
            foreach (var part in Parts(run.Plan, type))
                await PagesAsync(run, type, part, cancellationToken).ConfigureAwait(false);
        }
        await run.File.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A part of a type: the patients of one chunk, or all there is.</summary>
    private readonly record struct Part(SearchPlan Search, Func<StoredVersion, bool> Comes);

    // Oldest change first: a row that is changed meanwhile moves to the end of the walk, and is not missed. The rows of a chunk of patients are walked by row, which no change moves.
    private static SearchOrder ByAge { get; } = new(SearchOrder.ByLastUpdate, false);

    private IEnumerable<Part> Parts(ExportPlan plan, TypePlan type)
    {
        var belonging = ExportTypes.BelongingOf(type.Type);
        var whole = new SearchPlan(type.Type, type.Where, ByAge, ExportRun.FirstPage, null, type.Verify) { Confirm = type.Confirm };
        if (plan.Order.Level == ExportLevel.System || belonging == Belonging.Directory)
            return [new Part(whole, row => true)];
        if (plan.Cohort is not { } cohort)
            return [new Part(And(whole, belonging == Belonging.PatientParameter ? Compiled(type.Type, "patient:missing", "false") : new(new HasAny(BuiltInParameter.Compartment), null)), row => true)];
        return cohort.Chunks.Select((patients, number) => belonging == Belonging.PatientParameter
            ? new Part(And(whole, Compiled(type.Type, "patient", string.Join(',', patients))) with { Order = SearchOrder.Unordered }, row => true)
            : new Part(And(whole, new(InCompartmentOf(patients), null)) with { Order = SearchOrder.Unordered }, row => cohort.ComesWith(number, row.Patients)));
    }

    private static bool IsAttachment(ExportPlan plan, TypePlan type) => plan.Order.Level != ExportLevel.System && ExportTypes.BelongingOf(type.Type) == Belonging.Attachment;

    private async ValueTask PagesAsync(ExportRun run, TypePlan type, Part part, CancellationToken cancellationToken)
    {
        var plan = part.Search;
        do
        {
            if (run.File.IsUnrecorded)
                return;
            var page = store.Search(plan, cancellationToken);
            var bytes = await run.WriteAsync(type, AsOf(run.At, type, page.Rows).Where(part.Comes), cancellationToken).ConfigureAwait(false);
            plan = plan with { Cursor = page.NextCursor, Count = ExportRun.NextPage(plan.Count, bytes) };
        }
        while (plan.Cursor is not null);
    }

    /// <summary>The rows as they were when the export began: of one that was written since the version before, if there was one that belongs in the export.</summary>
    private IEnumerable<StoredVersion> AsOf(DateTimeOffset at, TypePlan type, IReadOnlyList<StoredVersion> rows)
    {
        foreach (var row in rows)
        {
            if (row.LastUpdated <= at)
                yield return row;
            else if (Before(row, at) is { IsDeleted: false } before && type.Access.Allows(before) && store.Matches(before, type.Where) && (type.Verify is null || type.Verify(before)))
                yield return before;
        }
    }

    private StoredVersion? Before(StoredVersion row, DateTimeOffset at)
    {
        StoredVersion? version = row;
        while (version is not null && version.LastUpdated > at)
            version = version.VersionId > 1 ? store.ReadVersion(version.ResourceType, version.Id, version.VersionId - 1) : null;
        return version;
    }

    private async ValueTask AttachmentsAsync(ExportRun run, TypePlan type, CancellationToken cancellationToken)
    {
        foreach (var ids in run.Attachments.Chunk(ExportRun.FewestRows))
        {
            var rows = ids.Select(id => store.Read(type.Type, id)).OfType<StoredVersion>()
                .Where(row => !row.IsDeleted && type.Access.Allows(row) && store.Matches(row, type.Where) && (type.Verify is null || type.Verify(row))).ToList();
            await run.WriteAsync(type, AsOf(run.At, type, rows), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask DeletionsAsync(ExportRun run, CancellationToken cancellationToken)
    {
        var types = run.Plan.Types.ToDictionary(type => type.Type, type => run.AccessNow(type.Type), StringComparer.Ordinal);
        foreach (var bundle in _deleted.Since(run.Plan, run.At, types, cancellationToken))
            await run.File.WriteDeletionsAsync(bundle, cancellationToken).ConfigureAwait(false);
        await run.File.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    private readonly record struct Narrowing(Predicate Where, Func<StoredVersion, bool>? Confirm);

    private static SearchPlan And(SearchPlan plan, Narrowing narrowing) => plan with
    {
        Where = new AllOf([narrowing.Where, plan.Where]),
        Confirm = narrowing.Confirm is not { } also ? plan.Confirm : plan.Confirm is not { } first ? also : row => first(row) && also(row),
    };

    private HasValue InCompartmentOf(string[] patients) =>
        new(BuiltInParameter.Compartment, [.. patients.SelectMany(patient => ((HasValue)store.Compiler.InPatientCompartment(patient)).Values)]);

    private Narrowing Compiled(string type, string name, string value)
    {
        var request = SearchRequest.Parse(type, [new(name, value)], FhirModel.R4, SearchHandling.Strict).Request!;
        var plan = store.Compiler.Compile(type, request.Criteria, [], 1, null).Plan!;
        return new(plan.Where, plan.Confirm);
    }

    private bool IsMoreThan(ExportPlan plan, long limit, CancellationToken cancellationToken)
    {
        var count = 0L;
        try
        {
            foreach (var part in plan.Types.Where(type => !IsAttachment(plan, type)).SelectMany(type => Parts(plan, type)))
            {
                count += store.Count(part.Search, Math.Min(limit + 1, CountCap), cancellationToken).Value;
                if (count > limit)
                    return true;
            }
            return false;
        }
        catch (SearchTooCostlyException)
        {
            return true;
        }
    }

    private static Refusal TooMany(long limit) => Refusals.TooCostly(
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"More than {limit} resources would be streamed at once. Ask with the header 'Prefer: respond-async', or narrow it with '_type' or '_since'."));

    private static Deed DeedOf(ExportOrder order) => new("read", "export", order.Level switch { ExportLevel.Patient => "Patient", ExportLevel.Group => "Group", _ => null }, $"{order.Name} {order.Asked}".Trim())
    {
        Address = order.GroupId is { } group ? $"Group/{group}" : null,
    };
}
