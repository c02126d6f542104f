using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.InBasket.Settings;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.InBasket.Features;

/// <summary><c>GET|PUT /in-basket/settings</c>: times, the escalation, who stands in for whom. A change is on record before it holds.</summary>
internal sealed class SettingsDoor(SettingsShelf shelf, PolicyShelf policies, RecordGateway gateway)
{
    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/in-basket/settings", (Delegate)ShowAsync);
        routes.MapPut("/in-basket/settings", (Delegate)PutAsync);
    }

    private async Task<IResult> ShowAsync(HttpContext http) =>
        await RecordAsync(http, 200, null).ConfigureAwait(false) ?? TypedResults.Json(shelf.Current, InBasketJson.Default.InBasketSettings);

    private async Task<IResult> PutAsync(HttpContext http)
    {
        var wanted = await JsonBody.ReadAsync(http, InBasketJson.Default.InBasketSettings).ConfigureAwait(false);
        if (wanted is null)
            return await RecordAsync(http, 400, null).ConfigureAwait(false) ?? Problems.Malformed();
        var issues = wanted.Check(policies.Current.Roles.Select(role => role.Name));
        var about = $"critical={wanted.CriticalMinutes}&step={wanted.StepMinutes}&steps={string.Join(' ', wanted.Steps)}&covers={string.Join(' ', wanted.Covers.Select(cover => $"{cover.Practitioner}>{cover.By}"))}";
        if (await RecordAsync(http, issues.Count > 0 ? 422 : 200, about).ConfigureAwait(false) is { } busy)
            return busy;
        if (issues.Count > 0)
            return Problems.Invalid(issues);
        await shelf.PutAsync(wanted, CancellationToken.None).ConfigureAwait(false);
        return TypedResults.Json(wanted, InBasketJson.Default.InBasketSettings);
    }

    private async ValueTask<IResult?> RecordAsync(HttpContext http, int status, string? about) =>
        await gateway.RecordAsync(http.GetActor().Actor!, "in-basket-settings", null, status, CancellationToken.None, about).ConfigureAwait(false) is null ? null : Problems.Busy(http);
}
