using System.Collections.Concurrent;
using Carewright.Fhir.Validation;

namespace Carewright.Conformance;

/// <summary>
/// Remembers what terminology said about codes of required value sets, so that a code that comes with every write costs one look into a table. It lives as long as one state of packages and choices, and not
/// longer than <see cref="s_lifetime"/>: a code system that is loaded meanwhile is then asked. Safe from many threads.
/// </summary>
internal sealed class KnownVerdicts(ICodeValidation codes) : ICodeValidation
{
    private const int Most = 20_000;
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(1);
    private ConcurrentDictionary<(string ValueSet, string? System, string? Version, string Code), CodeVerdict> _known = new();
    private long _since = Environment.TickCount64;

    public CodeVerdict IsMember(string valueSet, string? system, string? version, string code, string? display)
    {
        if (display is not null)
            return codes.IsMember(valueSet, system, version, code, display);
        var known = _known;
        if (known.Count >= Most || Environment.TickCount64 - Interlocked.Read(ref _since) > s_lifetime.TotalMilliseconds)
        {
            _known = known = new();
            Interlocked.Exchange(ref _since, Environment.TickCount64);
        }
        return known.GetOrAdd((valueSet, system, version, code), static (key, inner) => inner.IsMember(key.ValueSet, key.System, key.Version, key.Code, null), codes);
    }

    public CodeVerdict Exists(string system, string? version, string code, string? display) => codes.Exists(system, version, code, display);
}
