using Carewright.FhirApi.Features;
using Carewright.FhirApi.Features.Applying;
using Carewright.FhirApi.Features.Closure;
using Carewright.FhirApi.Features.Summary;
using Carewright.FhirApi.Features.Terminology;
using Carewright.FhirApi.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.FhirApi;

/// <summary>The FHIR R4 door: parses HTTP into gateway interactions and writes what the gateway releases. Needs a <c>RecordGateway</c> and a <c>TerminologyService</c> among the services.</summary>
public static class FhirApiModule
{
    /// <summary>Registers the door.</summary>
    public static IServiceCollection AddFhirApi(this IServiceCollection services)
    {
        services.AddSingleton<DoorRefusals>();
        services.AddSingleton<Reading>();
        services.AddSingleton<Searching>();
        services.AddSingleton<ServedTypes>();
        services.AddSingleton<Writing>();
        services.AddSingleton<Histories>();
        services.AddSingleton<EverythingOperation>();
        services.AddSingleton<SummaryOperation>();
        services.AddSingleton<ClosureTables>();
        services.AddSingleton<ClosureOperation>();
        services.AddSingleton<ApplyOperations>();
        services.AddSingleton<ObservationOperations>();
        services.AddSingleton<DocumentQuery>();
        services.AddSingleton<MetaOperations>();
        services.AddSingleton<DiffOperation>();
        services.AddSingleton<PatientOperations>();
        services.AddSingleton<BundleRequests>();
        services.AddSingleton<Bundles>();
        services.AddSingleton<Validate>();
        services.AddSingleton<ConvertFormat>();
        services.AddSingleton<FhirPathOperation>();
        services.AddSingleton<TerminologyOperations>();
        services.AddSingleton<TerminologyStatement>();
        services.AddSingleton<Metadata>();
        services.AddSingleton(FhirRoutes.Build);
        return services;
    }

    /// <summary>Answers everything below <c>/fhir</c>. It has a table of its own: put it before general routing, and after the actor has been named.</summary>
    public static IApplicationBuilder UseFhirApi(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var router = app.ApplicationServices.GetRequiredService<FhirRouter>();
        return app.Use(next => http => http.Request.Path.StartsWithSegments("/fhir", StringComparison.Ordinal, out var rest) ? router.HandleAsync(http, rest) : next(http));
    }
}
