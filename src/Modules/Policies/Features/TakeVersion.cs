using System.Globalization;
using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies.Features;

/// <summary><c>GET /policies/versions/{number}</c>: a version as a file, byte for byte; <c>POST /policies/drafts</c> takes it back.</summary>
internal static class TakeVersion
{
    public static async Task<IResult> RunAsync(int number, HttpContext http, PolicyShelf policies, RecordGateway gateway)
    {
        if (policies.FindVersion(number) is not { } version)
            return Problems.NotFound();
        var about = $"version={number.ToString(CultureInfo.InvariantCulture)}";
        if (await gateway.RecordAsync(http.GetActor().Actor!, "policy-export", null, 200, http.RequestAborted, about).ConfigureAwait(false) is not null)
            return Problems.Busy(http);
        return Results.File(version.Json, "application/json", $"policy-{number.ToString(CultureInfo.InvariantCulture)}.json");
    }
}
