using System.Diagnostics;
using System.Globalization;
using System.Net;
using Carewright.Host.Serving.Limits;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Bench;

/// <summary>
/// <c>parts rates</c>: what the limit of requests costs each request of the FHIR door, in this process alone: two look-ups in its buckets, one for the caller and one for the address, without a refusal. With one
/// thread, and with one for each processor on the same caller and on callers of their own. The bare call of the next step is taken off.
/// </summary>
internal static class RateParts
{
    private const int Requests = 1_000_000;
    private const int Rounds = 5;
    private static readonly RequestDelegate s_next = _ => Task.CompletedTask;

    public static int Run()
    {
        // No request is refused here, and only a refusal asks the gateway.
        using var rates = new RequestRates(RateRules.Bottomless, null!, TimeProvider.System);
        var threads = Environment.ProcessorCount;
        var bare = Best(1, _ => Context("one"), s_next);
        Print("one caller, one thread", Best(1, _ => Context("one"), http => rates.InvokeAsync(http, s_next)) - bare);
        Print($"one caller, {threads} threads", Best(threads, _ => Context("one"), http => rates.InvokeAsync(http, s_next)) - bare);
        Print($"{threads} callers, {threads} threads", Best(threads, thread => Context("user" + thread.ToString(CultureInfo.InvariantCulture)), http => rates.InvokeAsync(http, s_next)) - bare);
        return 0;
    }

    // Nanoseconds of one request on its thread.
    private static double Best(int threads, Func<int, HttpContext> context, RequestDelegate step) => Enumerable.Range(0, Rounds).Min(_ =>
    {
        var runs = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            var http = context(thread);
            for (var i = 0; i < Requests; i++)
                step(http).GetAwaiter().GetResult();
        })).ToList();
        var started = Stopwatch.GetTimestamp();
        runs.ForEach(run => run.Start());
        runs.ForEach(run => run.Join());
        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / Requests;
    });

    private static void Print(string what, double nanoseconds) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-28} {nanoseconds,6:N0} ns a request"));

    private static DefaultHttpContext Context(string user)
    {
        var http = new DefaultHttpContext();
        http.Request.Path = "/fhir/Patient/a";
        http.Connection.RemoteIpAddress = IPAddress.Parse("10.1.2.3");
        http.Features.Set<IActorFeature>(new Caller(new Actor(user, user, Roles.Physician, null, null, null, "app", "10.1.2.3", "TREAT", null)));
        return http;
    }

    private sealed record Caller(Actor? Actor) : IActorFeature
    {
        public ActorRefusal Refusal => ActorRefusal.None;

        public DateTimeOffset? ExpiresAt => null;
    }
}
