using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Administration.Http;

/// <summary>Who acts, for the audit record of an act on the own account: also in a session that may do nothing else yet.</summary>
internal static class Actors
{
    public static Actor Of(HttpContext context, LiveSession live) => Of(context, live.Account, live.Session.Id);

    public static Actor Of(HttpContext context, Account account, string? session)
    {
        var policy = context.RequestServices.GetRequiredService<PolicyShelf>().Current;
        return account.ToActor("app", context.AddressText(), policy.FindRole(account.Role)?.Purpose ?? "", session);
    }
}
