using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Carewright.Subscriptions.Features;

/// <summary>What a token opens a websocket for.</summary>
/// <param name="UserName">Whose.</param>
/// <param name="Stamp">The account's stamp when it was given out: what changes its rights ends it.</param>
/// <param name="Subscriptions">Ids.</param>
/// <param name="UsableUntil">No binding after this.</param>
/// <param name="OpenUntil">The end of the credential that asked for it: the socket closes then.</param>
internal sealed record Binding(string UserName, string Stamp, IReadOnlyList<string> Subscriptions, DateTimeOffset UsableUntil, DateTimeOffset OpenUntil);

/// <summary>Tokens of <c>$get-ws-binding-token</c>: 256 random bits each, good once, for a short time, in this process.</summary>
internal sealed class BindingTokens(TimeProvider clock)
{
    /// <summary>From being given out to being used.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    private const int Most = 10_000;
    private readonly ConcurrentDictionary<string, Binding> _tokens = new(StringComparer.Ordinal);

    /// <summary>A token; null when too many wait to be used.</summary>
    internal string? Issue(Binding binding)
    {
        if (_tokens.Count >= Most)
        {
            foreach (var (old, _) in _tokens.Where(pair => pair.Value.UsableUntil <= clock.GetUtcNow()))
                _tokens.TryRemove(old, out _);
            if (_tokens.Count >= Most)
                return null;
        }
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _tokens[token] = binding;
        return token;
    }

    /// <summary>What a token opens, once; null when it is none, was used, or is too old.</summary>
    internal Binding? Take(string token) => _tokens.TryRemove(token, out var binding) && binding.UsableUntil > clock.GetUtcNow() ? binding : null;
}
