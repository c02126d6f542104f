using System.Net;
using Carewright.Administration;
using Carewright.BulkData;
using Carewright.Conformance;
using Carewright.Detection;
using Carewright.FhirApi;
using Carewright.Host.Consoles;
using Carewright.Host.Serving.Limits;
using Carewright.Host.Serving.Transport;
using Carewright.InBasket;
using Carewright.InHouse;
using Carewright.Interfaces;
using Carewright.Interfaces.Partners;
using Carewright.Laboratory;
using Carewright.PatientRights;
using Carewright.Policies;
using Carewright.Security;
using Carewright.Smart;
using Carewright.Smart.Http;
using Carewright.Storage.Queueing;
using Carewright.Subscriptions;
using Microsoft.AspNetCore.Server.Kestrel.Core;

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

    /// <summary>The clinic's own certificate; null: the server makes one for itself.</summary>
    internal CertificateFiles? Certificate { get; init; }

    /// <summary>Port of a plain listener that only leads to the encrypted one; 0 takes a free one; null: none.</summary>
    internal int? RedirectPort { get; init; }

    /// <summary>Port of the partners' listener, which takes nobody without a certificate; 0 takes a free one; null: none.</summary>
    internal int? PartnerPort { get; init; }

    /// <summary>Bounds of requests and callers.</summary>
    internal ServerLimits Limits { get; init; } = new();
}

/// <summary>A running server: one process, one store, TLS, one port, and the console's socket.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly ConsoleEndpoints _console;

    private ServerHost(WebApplication app, ConsoleEndpoints console, Uri address, CertificateWatch? watch) => (_app, _console, Address, Watch) = (app, console, address, watch);

    /// <summary>Where it serves.</summary>
    internal Uri Address { get; }

    /// <summary>Where the plain listener leads on from; null when there is none.</summary>
    internal Uri? PlainAddress => Bound(_app).FirstOrDefault(url => url.Scheme == "http");

    /// <summary>Where partners with certificates are served; null when there is no such listener.</summary>
    internal Uri? PartnerAddress => _app.Services.GetRequiredService<PartnerDoor>().Port is { } port ? new UriBuilder(Address) { Port = port }.Uri : null;

    /// <summary>Follows the files of the clinic's own certificate; null without.</summary>
    internal CertificateWatch? Watch { get; }

    /// <summary>Every endpoint of the general routing; the FHIR door has a table of its own.</summary>
    internal IEnumerable<RouteEndpoint> Routes => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>What the server is made of.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>Starts serving an open clinic. The clinic stays the caller's to close, after the server.</summary>
    internal static async Task<ServerHost> StartAsync(Clinic clinic, ServerOptions options, CancellationToken cancellationToken)
    {
        if (options.IsPlain && !IPAddress.IsLoopback(options.Address))
            throw new ConsoleException("Plain HTTP is served on loopback only.");
        var transport = await TransportOfAsync(clinic, options, cancellationToken).ConfigureAwait(false);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        var socket = ConsoleSocket.PathFor(options.Data);
        builder.WebHost.UseKestrelCore();
        // A request runs on the thread that read its bytes and is answered from the thread that has its answer: two hand-overs less. What may take long yields first (FhirRouter).
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, clinic, options, transport, socket));
        builder.Services.AddRoutingCore();
        builder.Services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html", "text/css", "text/javascript", "application/javascript", "application/manifest+json", "image/svg+xml", "application/json"];
        });
        AddClinic(builder.Services, clinic, options.Data);
        builder.Services.AddSingleton<IMessageLog>(clinic.Messages);
        builder.Services.AddInterfaces(clinic.Partners, new PartnerNetwork(options.Address, transport is null ? null : () => transport.Certificate));
        builder.Services.AddSingleton(_ => new RequestRates(options.Limits.Rates, clinic.Gateway, clinic.Clock));
        var app = builder.Build();
        var console = new ConsoleEndpoints(new LocalConsole(clinic, ownsClinic: false), clinic.Store.Proof, clinic.Clock);
        Configure(app, console, options);
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        if (options.PartnerPort is not null)
            app.Services.GetRequiredService<PartnerDoor>().Port = Bound(app).Where(url => url.Scheme == "https").ElementAt(1).Port;
        ConsoleSocket.Restrict(socket);
        clinic.Store.Announce(socket);
        var watch = options.Certificate is { } files ? new CertificateWatch(files, transport!, clinic.Gateway, clinic.Clock, app.Services.GetRequiredService<ILogger<CertificateWatch>>()) : null;
        return new ServerHost(app, console, AddressOf(app, options), watch);
    }

    /// <summary>Completes when the process is asked to stop.</summary>
    internal Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Watch is not null)
            await Watch.DisposeAsync().ConfigureAwait(false);
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<TransportSecurity?> TransportOfAsync(Clinic clinic, ServerOptions options, CancellationToken cancellationToken)
    {
        if (options.IsPlain)
            return null;
        if (options.Certificate is not { } files)
            return TransportSecurity.Of(await ServerCertificate.ForAsync(clinic.Store.Private, clinic.Clock, cancellationToken).ConfigureAwait(false));
        var (context, fault) = files.Read(clinic.Clock.GetUtcNow());
        return context is not null ? new TransportSecurity(context) : throw new ConsoleException(fault!);
    }

    private static void Listen(KestrelServerOptions kestrel, Clinic clinic, ServerOptions options, TransportSecurity? transport, string socket)
    {
        kestrel.AddServerHeader = false;
        options.Limits.Apply(kestrel.Limits);
        kestrel.Listen(options.Address, options.Port, listen =>
        {
            listen.Protocols = transport is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            transport?.Secure(listen);
        });
        if (options.PartnerPort is { } partners && transport is not null)
            kestrel.Listen(options.Address, partners, new PartnerTransport(transport, new PartnerCertificates(clinic.Parts.Tokens.Apps, clinic.Clock), clinic.Gateway, clinic.Clock).Secure);
        if (options.RedirectPort is { } plain)
            kestrel.Listen(options.Address, plain, listen => listen.Protocols = HttpProtocols.Http1);
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
        services.AddSingleton(new FhirOAuth("/auth/authorize", "/auth/token", "/apps"));
        services.AddPolicies();
        services.AddPatientRights();
        services.AddDetection();
        services.AddLaboratory();
        services.AddInBasket();
        services.AddInHouse();
    }

    private static void Configure(WebApplication app, ConsoleEndpoints console, ServerOptions options)
    {
        app.Use(next => http => SecurityHeaders.AddAsync(http, next));
        app.UseMiddleware<UnexpectedFaults>();
        if (options.RedirectPort is not null)
            app.Use(next => http => PlainRedirect.InvokeAsync(http, next, () => AddressOf(app, options).Port));
        app.UseAdministration();
        app.UseSmart();
        app.UseInterfaces();
        // After all that can name an actor, before all that costs.
        var rates = app.Services.GetRequiredService<RequestRates>();
        app.Use(next => http => rates.InvokeAsync(http, next));
        app.UseFhirApi();
        app.Use(next => http => SmallBodies.InvokeAsync(http, next, options.Limits.SmallBody));
        app.UseResponseCompression();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
        app.UseRouting();
        app.MapAdministration();
        app.MapConformance();
        app.MapPolicies();
        app.MapPatientRights();
        app.MapBulkData();
        app.MapSubscriptions();
        app.MapSmart();
        app.MapDetection();
        app.MapInBasket();
        app.MapInHouse();
        app.MapInterfaces();
        app.MapLaboratory();
        app.MapGet("/health/live", () => "live");
        app.MapGet("/health/ready", () => "ready");
        console.Map(app);
        if (options.App is { Exists: true } folder)
            AppFiles.Map(app, folder);
    }

    private static Uri AddressOf(WebApplication app, ServerOptions options)
    {
        var bound = Bound(app).First(url => url.Scheme == (options.IsPlain ? "http" : "https"));
        return new UriBuilder(bound.Scheme, IPAddress.IsLoopback(options.Address) ? "localhost" : bound.Host, bound.Port).Uri;
    }

    private static IEnumerable<Uri> Bound(WebApplication app) => app.Urls.Select(url => new Uri(url.Replace("http://unix:", "unix:", StringComparison.Ordinal)));
}
