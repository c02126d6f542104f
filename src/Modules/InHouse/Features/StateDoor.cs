using Carewright.InHouse.Bench;
using Carewright.InHouse.Catalogue;
using Carewright.InHouse.Lots;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.InHouse.Features;

/// <summary><c>GET /in-house/state</c>: which tests may be done now, with which lots, what is locked and why, and the certificate under which it is done.</summary>
internal sealed class StateDoor(BenchReader reader, PolicyShelf policies, TimeProvider clock)
{
    internal const string Interaction = "in-house";
    private const string UnlockOperation = "in-house-unlock";
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(90);

    internal void Map(IEndpointRouteBuilder routes) => routes.MapGet("/in-house/state", (Delegate)StateAsync);

    private async Task<IResult> StateAsync(HttpContext http)
    {
        var (actor, stop) = (http.GetActor().Actor!, http.RequestAborted);
        var read = await reader.ViewAsync(actor, null, stop).ConfigureAwait(false);
        if (read.IsRefused)
            return Outcomes.Of(read.Refusal);
        var (view, today) = (read.Value, DateOnly.FromDateTime(clock.GetLocalNow().DateTime));
        var (certificates, allowed) = (new List<CertificateAnswer>(), new Dictionary<string, IReadOnlyList<Certificate>>(StringComparer.Ordinal));
        foreach (var organization in view.Tests.Select(test => test.Organization).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (await reader.OneAsync(actor, $"Organization/{organization}", "Organization", stop).ConfigureAwait(false) is not { } row)
                continue;
            certificates.AddRange(CertificatesOf(row, today));
            allowed[organization] = Certificate.Of(row.Json);
        }
        var person = await reader.OneAsync(actor, actor.FhirUser, "Practitioner", stop).ConfigureAwait(false);
        var tests = view.Tests.Select(test => new TestStateAnswer(
            test.Code, test.Name, test.Method, test.Complexity, test.HasInternalControl, test.ControlLevels, test.ControlDays, test.Rules, test.Analytes,
            [.. ItemsOf(view, test.Code, ItemKind.Kit, today).Select(kit => KitOf(view, test, kit, today))],
            [.. ItemsOf(view, test.Code, ItemKind.Control, today).Select(control => ControlAnswer.Of(control, today))])
        {
            IsCertified = Certificate.Allow(allowed.GetValueOrDefault(test.Organization ?? "") ?? [], test.Complexity),
            MayReport = !test.NeedsCompetency || Competency.Holds(person?.Json, test.Code, today),
        });
        var instruments = view.Items.Where(item => item.Kind == ItemKind.Instrument && item.IsActive).Select(item => new InstrumentAnswer(item.Id, item.Name, item.Lot));
        return TypedResults.Json(new StateAnswer([.. tests], [.. instruments], certificates, policies.Current.MayOperate(actor, UnlockOperation)), InHouseJson.Default.StateAnswer);
    }

    // What is long over is in the log of lots.
    private static IEnumerable<Item> ItemsOf(BenchView view, string test, ItemKind kind, DateOnly today) =>
        view.Items.Where(item => item.Kind == kind && item.Test == test && item.IsActive && !item.IsExpired(today.AddDays(-(int)s_kept.TotalDays))).OrderBy(item => item.Expires);

    private KitAnswer KitOf(BenchView view, InHouseTest test, Item kit, DateOnly today)
    {
        var rejected = LotStanding.OpenRejection(view.RunsOf(kit.Id), view.ActionsOf(kit.Id));
        return new KitAnswer(kit.Id, kit.Lot, kit.Name, kit.Expires, DaysLeft(kit.Expires, today), view.Standing(test, kit, clock), rejected is null ? null : RunAnswer.Of(rejected), view.RunsOf(kit.Id) is [.., var last] ? last.At : null);
    }

    private static int? DaysLeft(DateOnly? day, DateOnly today) => day?.DayNumber - today.DayNumber;

    private static IEnumerable<CertificateAnswer> CertificatesOf(SeenRow organization, DateOnly today)
    {
        foreach (var one in Certificate.Of(organization.Json))
            yield return new CertificateAnswer(organization.Json.Text("name") ?? organization.Reference, one.Number, one.Kind, one.Expires, DaysLeft(one.Expires, today));
    }
}

/// <summary>The in-house laboratory now.</summary>
internal sealed record StateAnswer(IReadOnlyList<TestStateAnswer> Tests, IReadOnlyList<InstrumentAnswer> Instruments, IReadOnlyList<CertificateAnswer> Certificates, bool MayUnlock);

/// <summary>A test, its lots and its controls.</summary>
internal sealed record TestStateAnswer(
    string Code, string Name, string Method, string Complexity, bool HasInternalControl, IReadOnlyList<string> ControlLevels, int ControlDays, IReadOnlyList<string> Rules, IReadOnlyList<Analyte> Analytes,
    IReadOnlyList<KitAnswer> Kits, IReadOnlyList<ControlAnswer> Controls)
{
    /// <summary>Whether the clinic's certificate allows it.</summary>
    public bool IsCertified { get; init; }

    /// <summary>Whether who asks may report it: its competency is not asked for, or theirs holds.</summary>
    public bool MayReport { get; init; }
}

/// <summary>A lot with which patients are tested.</summary>
/// <param name="Id">Logical id of the Device.</param>
/// <param name="Lot">Lot number.</param>
/// <param name="Name">Name of the product.</param>
/// <param name="Expires">The last day of use.</param>
/// <param name="DaysLeft">Days until then; negative: it is over.</param>
/// <param name="Reasons">Why patients may not be tested with it; empty: they may.</param>
/// <param name="Rejected">The run that was rejected and about which nothing is written.</param>
/// <param name="LastRun">When controls were last measured.</param>
internal sealed record KitAnswer(string Id, string Lot, string? Name, DateOnly? Expires, int? DaysLeft, IReadOnlyList<string> Reasons, RunAnswer? Rejected, DateTimeOffset? LastRun);

/// <summary>A lot of control material.</summary>
internal sealed record ControlAnswer(string Id, string Lot, string? Name, string Level, DateOnly? Expires, int? DaysLeft, IReadOnlyList<TargetRequest> Targets)
{
    internal static ControlAnswer Of(Item control, DateOnly today) => new(
        control.Id, control.Lot, control.Name, control.Level ?? "", control.Expires, control.Expires?.DayNumber - today.DayNumber,
        [.. control.Targets.Select(target => new TargetRequest(target.Analyte, target.Values?.Mean, target.Values?.Deviation, target.Expected))]);
}

/// <summary>What has upkeep.</summary>
internal sealed record InstrumentAnswer(string Id, string? Name, string Lot);

/// <summary>A CLIA certificate: an identifier of the Organization, whose period is the certificate's.</summary>
/// <param name="Organization">Its name.</param>
/// <param name="Number">CLIA number.</param>
/// <param name="Kind">One of <see cref="Certificate.Kinds"/>, or null.</param>
/// <param name="Expires">Its last day.</param>
/// <param name="DaysLeft">Days until then.</param>
internal sealed record CertificateAnswer(string Organization, string Number, string? Kind, DateOnly? Expires, int? DaysLeft);
