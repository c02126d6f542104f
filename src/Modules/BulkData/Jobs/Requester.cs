using Carewright.Security;

namespace Carewright.BulkData.Jobs;

/// <summary>Who asked, as it has to be known when nobody is signed in: the account is looked up again before anything is read.</summary>
/// <param name="UserName">The account.</param>
/// <param name="Client">Client of the request.</param>
/// <param name="Address">Network address of the request.</param>
/// <param name="Purpose">Purpose of use.</param>
internal sealed record Requester(string UserName, string Client, string Address, string Purpose)
{
    /// <summary>The scopes of the app's token; null when nothing narrowed the account's rights.</summary>
    public string? Scopes { get; init; }

    /// <summary>The patient of the app's launch, or null.</summary>
    public string? Patient { get; init; }

    internal static Requester Of(Actor actor) =>
        new(actor.UserName, actor.Client, actor.Address, actor.Purpose) { Scopes = actor.Limit?.Scopes.ToString(), Patient = actor.Limit?.Patient };

    /// <summary>Whether the actor may see what was made for the requester. An app sees only what it has asked for itself: what its user made by hand may hold more than its scopes open.</summary>
    internal bool Is(Actor actor) => UserName == actor.UserName && (actor.Limit is null || (Client == actor.Client && Scopes is not null));

    /// <summary>The requester with the rights that its account has now, and no more than it asked with.</summary>
    internal Actor ToActor(Account account) =>
        account.ToActor(Client, Address, Purpose, null) with { Limit = Scopes is null ? null : new AccessLimit(ScopeParser.Parse(Scopes), Patient) };
}
