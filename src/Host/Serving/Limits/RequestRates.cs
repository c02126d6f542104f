using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Carewright.Fhir.Json;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;

namespace Carewright.Host.Serving.Limits;

/// <summary>
/// Refuses who asks too often with 429 and <c>Retry-After</c> (RFC 6585 section 4). Needs the actor, so that it stands behind the middleware that names it and before every door. A caller's refusals
/// leave one audit record a minute: one for each would let whoever floods the server flood the log as well.
/// </summary>
internal sealed class RequestRates : IDisposable
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);
    private readonly RateRules _rules;
    private readonly RecordGateway _gateway;
    private readonly TimeProvider _clock;
    private readonly PartitionedRateLimiter<Caller> _callers;
    private readonly PartitionedRateLimiter<IPAddress> _addresses;
    private readonly ConcurrentDictionary<Caller, DateTimeOffset> _recorded = new();

    internal RequestRates(RateRules rules, RecordGateway gateway, TimeProvider clock)
    {
        (_rules, _gateway, _clock) = (rules, gateway, clock);
        _callers = PartitionedRateLimiter.Create<Caller, Caller>(caller => Bucket(caller, caller.Kind switch { CallerKind.System => _rules.System, CallerKind.User => _rules.User, _ => _rules.Anonymous }));
        _addresses = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => Bucket(address, _rules.Address));
    }

    public void Dispose()
    {
        _callers.Dispose();
        _addresses.Dispose();
    }

    internal Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        // The console's socket has no address: whoever may open it holds the machine.
        if (http.Connection.RemoteIpAddress is not { } address)
            return next(http);
        var actor = http.Features.Get<IActorFeature>()?.Actor;
        if (actor is null && IsOfTheApp(http.Request.Path))
            return next(http);
        var caller = Caller.Of(actor, address);
        using var lease = _callers.AttemptAcquire(caller);
        if (!lease.IsAcquired)
            return RefuseAsync(http, actor, caller, WaitOf(lease));
        if (actor is null)
            return next(http);
        using var shared = _addresses.AttemptAcquire(address);
        return shared.IsAcquired ? next(http) : RefuseAsync(http, actor, new Caller(CallerKind.Anonymous, "", "", address), WaitOf(shared));
    }

    // The built files and the page, which cost nothing and tell nothing: every other address is a door's.
    private static bool IsOfTheApp(PathString path) =>
        path.StartsWithSegments("/assets", StringComparison.Ordinal) || path.StartsWithSegments("/health", StringComparison.Ordinal) || (path.Value is { } value && value.LastIndexOf('/') == 0 && (value.Length == 1 || value.Contains('.', StringComparison.Ordinal)));

    private async Task RefuseAsync(HttpContext http, Actor? actor, Caller caller, TimeSpan wait)
    {
        if (IsFirstOfWindow(caller))
            await _gateway.RecordAsync(actor ?? http.Nobody(), "rate-limit", null, StatusCodes.Status429TooManyRequests, http.RequestAborted).ConfigureAwait(false);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.CacheControl = "no-store";
        await (IsFhir(http.Request.Path) ? WriteOutcomeAsync(http, seconds) : WriteProblemAsync(http, seconds)).ConfigureAwait(false);
    }

    private static bool IsFhir(PathString path) => path.StartsWithSegments("/fhir", StringComparison.Ordinal) || path.StartsWithSegments("/bulk", StringComparison.Ordinal);

    private static Task WriteOutcomeAsync(HttpContext http, int seconds)
    {
        http.Response.ContentType = "application/fhir+json; charset=utf-8";
        return http.Response.Body.WriteAsync(OperationOutcomeWriter.Write([Issue.Error(IssueTypes.Throttled, "HTTP-RATE", $"Too many requests; ask again in {seconds} s.")]), http.RequestAborted).AsTask();
    }

    private static Task WriteProblemAsync(HttpContext http, int seconds) => TypedResults.Problem(
        null, null, StatusCodes.Status429TooManyRequests, "Too many requests; ask again a little later", null, [new("code", "too-many-requests"), new("retryAfterSeconds", seconds)]).ExecuteAsync(http);

    private bool IsFirstOfWindow(Caller caller)
    {
        var now = _clock.GetUtcNow();
        if (_recorded.Count > MostRemembered)
            _recorded.Clear();
        while (true)
        {
            if (!_recorded.TryGetValue(caller, out var last))
            {
                if (_recorded.TryAdd(caller, now))
                    return true;
            }
            else if (now - last < s_window)
            {
                return false;
            }
            else if (_recorded.TryUpdate(caller, now, last))
            {
                return true;
            }
        }
    }

    private static TimeSpan WaitOf(RateLimitLease lease) => lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);

    private static RateLimitPartition<TKey> Bucket<TKey>(TKey key, Rate rate) => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = rate.Burst,
        TokensPerPeriod = rate.PerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
        AutoReplenishment = true,
    });
}

/// <summary>What kind of caller has a bucket.</summary>
internal enum CallerKind
{
    /// <summary>No valid credential: by network address.</summary>
    Anonymous,

    /// <summary>A person's account: by user and client program.</summary>
    User,

    /// <summary>A system's account.</summary>
    System,
}

/// <summary>Whose bucket a request is taken from.</summary>
/// <param name="Kind">Which rule.</param>
/// <param name="User">User name; empty without one.</param>
/// <param name="Client">Client program; empty without a user.</param>
/// <param name="Address">Network address; null with a user.</param>
internal readonly record struct Caller(CallerKind Kind, string User, string Client, IPAddress? Address)
{
    internal static Caller Of(Actor? actor, IPAddress address) =>
        actor is null ? new(CallerKind.Anonymous, "", "", address) : new(actor.Role == Roles.SystemInterface ? CallerKind.System : CallerKind.User, actor.UserName, actor.Client, null);
}
