using System.Text;
using Carewright.Interfaces.Partners;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Interfaces.Receiving;

/// <summary>The partner that makes a request.</summary>
/// <param name="Partner">It.</param>
/// <param name="Actor">Its account.</param>
internal sealed record PartnerFeature(ReadyPartner Partner, Actor Actor) : IActorFeature
{
    public ActorRefusal Refusal => ActorRefusal.None;

    public DateTimeOffset? ExpiresAt => null;
}

/// <summary>Names the partner of a request that posts a message: by basic credentials (RFC 7617), never by the address alone. Before the rates, so that a partner has the bucket of a system. It refuses nothing itself.</summary>
internal static class PartnerCredential
{
    private const string Basic = "Basic ";
    private const int MostLetters = 1024;

    internal static void Name(HttpContext http, PartnerRegister partners)
    {
        if (http.Request.Path.StartsWithSegments(PostDoor.Root, StringComparison.Ordinal, out var rest) && Find(http, partners, rest.Value?.Trim('/') ?? "") is { } found)
            http.Features.Set<IActorFeature>(found);
    }

    private static PartnerFeature? Find(HttpContext http, PartnerRegister partners, string id)
    {
        if (Read(http.Request.Headers.Authorization.ToString()) is not { } said || said.User != id || http.Connection.RemoteIpAddress is not { } remote)
            return null;
        return partners.Find(id) is { } partner && partner.AdmitsPost(remote, said.Password) && partners.ActorOf(partner.Settings) is { } actor ? new PartnerFeature(partner, actor with { Address = http.AddressText() }) : null;
    }

    private static (string User, string Password)? Read(string header)
    {
        if (header.Length > MostLetters || !header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[MostLetters];
        if (!Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out var length))
            return null;
        return Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var user, var password] ? (user, password) : null;
    }
}
