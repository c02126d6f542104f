namespace Carewright.Security;

/// <summary>What is to be changed of a registered app; what is null stays. How it proves itself stays always: an app of another kind is another app.</summary>
public sealed record AppEdit
{
    /// <inheritdoc cref="RegisteredApp.Name" />
    public string? Name { get; init; }

    /// <inheritdoc cref="RegisteredApp.Description" />
    public string? Description { get; init; }

    /// <inheritdoc cref="RegisteredApp.RedirectUris" />
    public IReadOnlyList<string>? RedirectUris { get; init; }

    /// <summary>Where it is launched; empty: it is not any more.</summary>
    public string? LaunchUri { get; init; }

    /// <inheritdoc cref="RegisteredApp.Scopes" />
    public string? Scopes { get; init; }

    /// <summary>Its public keys (RFC 7517), instead of those there are or the address of them.</summary>
    public string? Jwks { get; init; }

    /// <summary>Where its public keys are fetched from, instead of those there are.</summary>
    public string? JwksUri { get; init; }

    /// <summary>The names of what is to be changed, for the log.</summary>
    public IReadOnlyList<string> Members =>
        [.. new[] { (nameof(Name), Name is null), (nameof(Description), Description is null), (nameof(RedirectUris), RedirectUris is null), (nameof(LaunchUri), LaunchUri is null), (nameof(Scopes), Scopes is null), (nameof(Jwks), Jwks is null), (nameof(JwksUri), JwksUri is null) }
            .Where(pair => !pair.Item2).Select(pair => pair.Item1)];

    /// <summary>The app as it would be registered after the change, for the rules of registration.</summary>
    internal AppDraft DraftOf(RegisteredApp app) => new(Name ?? app.Name, app.Kind, Scopes ?? app.Scopes, app.ProposedBy)
    {
        Description = Description ?? app.Description,
        RedirectUris = RedirectUris ?? app.RedirectUris,
        LaunchUri = LaunchUri is null ? app.LaunchUri : LaunchUri.Length == 0 ? null : LaunchUri,
        IsBackend = app.IsBackend,
        Jwks = Jwks ?? (JwksUri is null ? app.Jwks : null),
        JwksUri = JwksUri ?? (Jwks is null ? app.JwksUri : null),
        IdTokenAlgorithm = app.IdTokenAlgorithm,
    };

    /// <summary>
    /// The app after the change. What was approved is that this app, at these addresses, with these keys, may ask for these things: when one of them changes, it has to be approved anew. The name
    /// and the words about it change nothing that anybody may do.
    /// </summary>
    /// <param name="app">As it is.</param>
    /// <param name="draft">As it shall be; sound.</param>
    internal static RegisteredApp Apply(RegisteredApp app, AppDraft draft)
    {
        var next = app with
        {
            Name = draft.Name.Trim(),
            Description = draft.Description.Trim(),
            RedirectUris = [.. draft.RedirectUris.Distinct(StringComparer.Ordinal)],
            LaunchUri = draft.LaunchUri,
            Scopes = ScopeParser.Parse(draft.Scopes).ToString(),
            Jwks = draft.Jwks,
            JwksUri = draft.JwksUri,
        };
        var isSame = next.RedirectUris.SequenceEqual(app.RedirectUris, StringComparer.Ordinal)
            && (next.LaunchUri, next.Scopes, next.Jwks, next.JwksUri) == (app.LaunchUri, app.Scopes, app.Jwks, app.JwksUri);
        return isSame || app.State != AppState.Approved ? next : next with { State = AppState.Proposed };
    }
}
