using System.Net;
using System.Security.Cryptography.X509Certificates;
using Carewright.Administration;
using Carewright.BulkData;
using Carewright.Conformance;
using Carewright.Detection;
using Carewright.FhirApi;
using Carewright.Host.Consoles;
using Carewright.Policies;
using Carewright.Smart;
using Carewright.Subscriptions;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Carewright.Host.Serving;

/// <summary>How a server is to run.</summary>
/// <param name="Data">The store's folder.</param>
/// <param name="Address">Network address to listen on; loopback unless the clinic opens it.</param>
/// <param name="Port">TCP port; 0 takes a free one.</param>
/// <param name="App">The built app; null serves the API alone.</param>
internal sealed record ServerOptions(DirectoryInfo Data, IPAddress Address, int Port, DirectoryInfo? App)
{
    /// <summary>Serves plain HTTP; only the bench asks for it, on loopback, to stand beside a bare server.</summary>
    internal bool IsPlain { get; init; }
}

/// <summary>A running server: one process, one store, TLS, one port, and the console's socket.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    private const long MaximumBody = 64 * 1024 * 1024;
    private readonly WebApplication _app;

    private readonly ConsoleEndpoints _console;

    private ServerHost(WebApplication app, ConsoleEndpoints console, Uri address) => (_app, _console, Address) = (app, console, address);

    /// <summary>Where it serves.</summary>
    internal Uri Address { get; }

    /// <summary>Starts serving an open clinic. The clinic stays the caller's to close, after the server.</summary>
    internal static async Task<ServerHost> StartAsync(Clinic clinic, ServerOptions options, CancellationToken cancellationToken)
    {
        if (options.IsPlain && !IPAddress.IsLoopback(options.Address))
            throw new ConsoleException("Plain HTTP is served on loopback only.");
        var certificate = options.IsPlain ? null : await ServerCertificate.ForAsync(clinic.Store.Private, clinic.Clock, cancellationToken).ConfigureAwait(false);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        var socket = ConsoleSocket.PathFor(options.Data);
        builder.WebHost.UseKestrelCore();
        // A request runs on the thread that read its bytes and is answered from the thread that has its answer: two hand-overs less. What may take long yields first (FhirRouter).
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, certificate, socket));
        builder.Services.AddRoutingCore();
        builder.Services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html", "text/css", "text/javascript", "application/javascript", "application/manifest+json", "image/svg+xml", "application/json"];
        });
        AddClinic(builder.Services, clinic, options.Data);
        var app = builder.Build();
        var console = new ConsoleEndpoints(new LocalConsole(clinic, ownsClinic: false), clinic.Store.Proof(), clinic.Clock);
        Configure(app, console, options);
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        ConsoleSocket.Restrict(socket);
        clinic.Store.Announce(socket);
        return new ServerHost(app, console, AddressOf(app, options));
    }

    /// <summary>Completes when the process is asked to stop.</summary>
    internal Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options, X509Certificate2? certificate, string socket)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaximumBody;
        kestrel.Listen(options.Address, options.Port, listen =>
        {
            listen.Protocols = options.IsPlain ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            if (certificate is not null)
                listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificate, SslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13 });
        });
        File.Delete(socket);
        kestrel.ListenUnixSocket(socket);
    }

    private static void AddClinic(IServiceCollection services, Clinic clinic, DirectoryInfo data)
    {
        services.AddAdministration(clinic.Parts);
        services.AddSingleton(clinic.Gateway);
        services.AddConformance(clinic.Conformance);
        services.AddSingleton(clinic.Terminology);
        services.AddFhirApi();
        services.AddAuditEvents();
        services.AddBulkData(data);
        services.AddBulkOperations();
        services.AddSubscriptions();
        services.AddSubscriptionOperations();
        services.AddSmart();
        services.AddSingleton(new FhirOAuth("/auth/authorize", "/auth/token", "/auth/introspect", "/auth/revoke", "/apps"));
        services.AddDetection();
    }

    private static void Configure(WebApplication app, ConsoleEndpoints console, ServerOptions options)
    {
        app.Use(next => http => SecurityHeaders.AddAsync(http, next));
        app.UseMiddleware<UnexpectedFaults>();
        app.UseAdministration();
        app.UseSmart();
        app.UseFhirApi();
        app.UseResponseCompression();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
        app.UseRouting();
        app.MapAdministration();
        app.MapConformance();
        app.MapPolicies();
        app.MapBulkData();
        app.MapSubscriptions();
        app.MapSmart();
        app.MapDetection();
        app.MapGet("/health/live", () => "live");
        app.MapGet("/health/ready", () => "ready");
        console.Map(app);
        if (options.App is { Exists: true } folder)
            AppFiles.Map(app, folder);
    }

    private static Uri AddressOf(WebApplication app, ServerOptions options)
    {
        var bound = app.Urls.Select(url => new Uri(url.Replace("http://unix:", "unix:", StringComparison.Ordinal))).First(url => url.Scheme is "http" or "https");
        return new UriBuilder(options.IsPlain ? "http" : "https", IPAddress.IsLoopback(options.Address) ? "localhost" : bound.Host, bound.Port).Uri;
    }
}
