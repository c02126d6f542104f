using Carewright.BulkData.Ehi;
using Carewright.BulkData.Features;
using Carewright.BulkData.Http;
using Carewright.BulkData.Importing;
using Carewright.BulkData.Jobs;
using Carewright.BulkData.Staging;
using Carewright.Gateway.Exporting;
using Carewright.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.BulkData;

/// <summary>Bulk Data Access and the export of everything (docs/architecture/bulk-data.md): jobs that write sealed files, and the doors to them. Needs the gateway, the store's private table and the accounts among the services.</summary>
public static class BulkDataModule
{
    /// <summary>Registers the module.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="data">The store's folder; <c>exports</c>, <c>imports</c> and <c>staging</c> are made in it when they are needed.</param>
    public static IServiceCollection AddBulkData(this IServiceCollection services, DirectoryInfo data)
    {
        ArgumentNullException.ThrowIfNull(data);
        DirectoryInfo Within(string name) => new(Path.Combine(data.FullName, name));
        AddImports(services, Within("imports"), Within("staging"));
        services.AddSingleton(new ExportFolder(Within("exports")));
        services.AddSingleton(provider => new JobRegister<ExportJob>(provider.GetRequiredService<IPrivateTable>(), "bulk-job", JobJson.Default.ExportJob));
        services.AddSingleton<EhiExport>();
        services.AddSingleton<EhiJob>();
        services.AddSingleton<JobRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<JobRunner>());
        services.AddSingleton<Outcomes>();
        services.AddSingleton<KickOff>();
        services.AddSingleton<EhiKickOff>();
        services.AddSingleton<JobStatus>();
        services.AddSingleton<JobList>();
        services.AddSingleton<Download>();
        return services;
    }

    private static void AddImports(IServiceCollection services, DirectoryInfo imports, DirectoryInfo staging)
    {
        services.AddSingleton(new ImportFolder(imports));
        services.AddSingleton(new StagingFolder(staging));
        services.AddSingleton<StagingArea>();
        services.AddSingleton<SourceSetting>();
        services.AddSingleton<RemoteFiles>();
        services.AddSingleton<ImportPlaces>();
        services.AddSingleton(provider => new JobRegister<ImportJob>(provider.GetRequiredService<IPrivateTable>(), "bulk-import", ImportJobJson.Default.ImportJob));
        services.AddSingleton<ImportRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<ImportRunner>());
        services.AddSingleton<ImportKickOff>();
        services.AddSingleton<ImportStatus>();
        services.AddSingleton<StagingDoor>();
        services.AddSingleton<SourcesDoor>();
    }

    /// <summary>Maps everything below <c>/bulk</c>. The kick-offs stand in the FHIR door's table, whose rows call <see cref="KickOffAsync"/>.</summary>
    public static IEndpointRouteBuilder MapBulkData(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapPost("/bulk/ehi", (HttpContext http, EhiKickOff kickOff) => kickOff.RunAsync(http));
        endpoints.MapGet("/bulk/jobs", (HttpContext http, JobList list) => list.RunAsync(http));
        endpoints.MapGet("/bulk/jobs/{id}", (HttpContext http, string id, JobStatus status) => status.GetAsync(http, id));
        endpoints.MapDelete("/bulk/jobs/{id}", (HttpContext http, string id, JobStatus status) => status.DeleteAsync(http, id));
        endpoints.MapGet("/bulk/files/{id}/{name}", (HttpContext http, string id, string name, Download download) => download.GetAsync(http, id, name));
        endpoints.MapPost("/bulk/staging", (HttpContext http, StagingDoor door) => door.PostAsync(http));
        endpoints.MapGet("/bulk/staging/{id}", (HttpContext http, string id, StagingDoor door) => door.GetAsync(http, id));
        endpoints.MapDelete("/bulk/staging/{id}", (HttpContext http, string id, StagingDoor door) => door.DeleteAsync(http, id));
        endpoints.MapGet("/bulk/import-sources", (HttpContext http, SourcesDoor door) => door.GetAsync(http));
        endpoints.MapPut("/bulk/import-sources", (HttpContext http, SourcesDoor door) => door.PutAsync(http));
        endpoints.MapGet("/bulk/imports/{id}", (HttpContext http, string id, ImportStatus status) => status.GetAsync(http, id));
        endpoints.MapDelete("/bulk/imports/{id}", (HttpContext http, string id, ImportStatus status) => status.DeleteAsync(http, id));
        endpoints.MapGet("/bulk/imports/{id}/{name}", (HttpContext http, string id, string name, ImportStatus status) => status.ErrorsAsync(http, id, name));
        return endpoints;
    }

    /// <summary><c>$import</c>: answers the request.</summary>
    /// <param name="http">The request; its actor has been named.</param>
    public static Task ImportAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.RequestServices.GetRequiredService<ImportKickOff>().RunAsync(http);
    }

    /// <summary><c>$export</c>: answers the request.</summary>
    /// <param name="http">The request; its actor has been named.</param>
    /// <param name="level">Whose data.</param>
    /// <param name="groupId">The Group's logical id, at Group level.</param>
    public static Task KickOffAsync(HttpContext http, ExportLevel level, string? groupId)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.RequestServices.GetRequiredService<KickOff>().RunAsync(http, level, groupId);
    }
}
