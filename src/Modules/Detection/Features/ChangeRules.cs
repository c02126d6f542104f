using System.Globalization;
using System.Text;
using System.Text.Json;
using Carewright.Detection.Channels;
using Carewright.Detection.Observing;
using Carewright.Detection.Profiles;
using Carewright.Detection.Rules;
using Carewright.Gateway.Subscribing;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Detection.Features;

/// <summary><c>GET|PUT /detection/rules</c>, <c>/detection/channels</c>, <c>/detection/settings</c>, and <c>PUT /detection/places</c> (CSV): what the clinic sets. Each change is on record before it holds.</summary>
internal sealed class ChangeRules(DetectionDoor door, RuleBook rules, ChannelRegister channels, SubscriptionRoom room, FactFinder finder, IRecordStore store)
{
    /// <summary>Kind of the place table in the private table.</summary>
    public const string PlacesKind = "detection-places";

    /// <summary>Kind of the settings in the private table.</summary>
    public const string SettingsKind = "detection-settings";

    private const int MostCsv = 32 * 1024 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/detection/rules", (Delegate)ShowRulesAsync);
        routes.MapPut("/detection/rules", (Delegate)PutRulesAsync);
        routes.MapGet("/detection/channels", (Delegate)ShowChannelsAsync);
        routes.MapPut("/detection/channels", (Delegate)PutChannelsAsync);
        routes.MapGet("/detection/settings", (Delegate)ShowSettingsAsync);
        routes.MapPut("/detection/settings", (Delegate)PutSettingsAsync);
        routes.MapPut("/detection/places", (Delegate)PutPlacesAsync);
    }

    private async Task<IResult> ShowRulesAsync(HttpContext http) =>
        await door.RefuseAsync(http, "detection-rules") ?? DetectionDoor.Json(new RulesAnswer(rules.Rules, Facts.All), FeatureJson.Default.RulesAnswer);

    private async Task<IResult> PutRulesAsync(HttpContext http)
    {
        if (await DetectionDoor.ReadAsync(http, FeatureJson.Default.RulesRequest) is not { } wanted)
            return await door.RefuseAsync(http, "detection-rules") ?? Problems.Malformed();
        var issues = RuleBook.Check(wanted.Rules);
        if (await door.RefuseAsync(http, issues.Count > 0 ? "detection-rules" : "detection-rules-change", issues.Count > 0 ? null : Changes(wanted.Rules)) is { } refusal)
            return refusal;
        if (issues.Count > 0)
            return Problems.Invalid(issues);
        await rules.PutAsync(wanted.Rules, http.RequestAborted);
        return DetectionDoor.Json(new RulesAnswer(rules.Rules, Facts.All), FeatureJson.Default.RulesAnswer);
    }

    // Which rules are new, changed or gone: whoever weakens one is found by it.
    private string Changes(IReadOnlyList<DetectionRule> wanted)
    {
        var before = rules.Rules.ToDictionary(rule => rule.Id, StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var rule in wanted)
        {
            if (!before.Remove(rule.Id, out var old))
                text.Append(CultureInfo.InvariantCulture, $"+{rule.Id} ");
            else if (old.Threshold != rule.Threshold || old.WindowMinutes != rule.WindowMinutes || old.Enabled != rule.Enabled || old.Severity != rule.Severity || old.Response != rule.Response)
                text.Append(CultureInfo.InvariantCulture, $"{rule.Id}:{old.Threshold}/{old.WindowMinutes}/{old.Enabled}->{rule.Threshold}/{rule.WindowMinutes}/{rule.Enabled} ");
        }
        text.AppendJoin(' ', before.Keys.Select(id => "-" + id));
        return text.ToString().TrimEnd();
    }

    private async Task<IResult> ShowChannelsAsync(HttpContext http) =>
        await door.RefuseAsync(http, "detection-channels") ?? DetectionDoor.Json(channels.Current.WithoutSecrets(), ChannelJson.Default.ChannelSettings);

    private async Task<IResult> PutChannelsAsync(HttpContext http)
    {
        if (await DetectionDoor.ReadAsync(http, ChannelJson.Default.ChannelSettings) is not { } given)
            return await door.RefuseAsync(http, "detection-channels") ?? Problems.Malformed();
        var wanted = given.Completed(channels.Current);
        var about = $"least={wanted.LeastSeverity}&mail={wanted.Mail?.Host}&webhook={wanted.Webhook?.Endpoint}&syslog={wanted.Syslog?.Host}";
        if (await door.RefuseAsync(http, "detection-channels-change", about) is { } refusal)
            return refusal;
        if (wanted.Check(room.Endpoints) is { Count: > 0 } issues)
            return Problems.Invalid(issues);
        await channels.PutAsync(wanted, http.RequestAborted);
        return DetectionDoor.Json(wanted.WithoutSecrets(), ChannelJson.Default.ChannelSettings);
    }

    private async Task<IResult> ShowSettingsAsync(HttpContext http) =>
        await door.RefuseAsync(http, "detection-settings") ?? DetectionDoor.Json(finder.Settings, StateJson.Default.DetectionSettings);

    private async Task<IResult> PutSettingsAsync(HttpContext http)
    {
        var wanted = await DetectionDoor.ReadAsync(http, StateJson.Default.DetectionSettings);
        if (wanted is not { IsSound: true })
            return await door.RefuseAsync(http, "detection-settings") ?? Problems.Malformed();
        var about = string.Create(CultureInfo.InvariantCulture, $"opens={wanted.OpensAt}&closes={wanted.ClosesAt}&weekends={wanted.IsOpenOnWeekends}&dormant={wanted.DormantDays}&compared={wanted.MostPatientsCompared}");
        if (await door.RefuseAsync(http, "detection-settings-change", about) is { } refusal)
            return refusal;
        await store.Private.PutAsync(SettingsKind, "all", JsonSerializer.SerializeToUtf8Bytes(wanted, StateJson.Default.DetectionSettings), http.RequestAborted);
        finder.Settings = wanted;
        return DetectionDoor.Json(wanted, StateJson.Default.DetectionSettings);
    }

    private async Task<IResult> PutPlacesAsync(HttpContext http)
    {
        if (await door.RefuseAsync(http, "detection-places-change") is { } refusal)
            return refusal;
        if (http.Request.ContentLength is null or > MostCsv)
            return Problems.Of(413, "too-large", "A table of places has at most 32 MB, and says how long it is");
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var csv = await reader.ReadToEndAsync(http.RequestAborted);
        var issues = new List<Issue>();
        var table = PlaceTable.Parse(csv, issues);
        if (issues.Count > 0)
            return Problems.Invalid(issues);
        await store.Private.PutAsync(PlacesKind, "csv", Encoding.UTF8.GetBytes(csv), http.RequestAborted);
        finder.Places = table;
        return DetectionDoor.Json(new PlacesAnswer(table.Count), FeatureJson.Default.PlacesAnswer);
    }
}

/// <summary>The rules, and the facts that they may ask for.</summary>
internal sealed record RulesAnswer(IReadOnlyList<DetectionRule> Rules, IReadOnlyList<string> Facts);

/// <summary>The rules wanted.</summary>
internal sealed record RulesRequest(IReadOnlyList<DetectionRule> Rules);

/// <summary>How many networks the table has.</summary>
internal sealed record PlacesAnswer(int Networks);
