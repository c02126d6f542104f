using Carewright.Security;
using Carewright.Smart.Authorizing;
using Carewright.Smart.Clients;
using Carewright.Smart.Features;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Smart;

/// <summary>Apps: SMART App Launch 2.2, an OpenID provider, registration, consent (docs/architecture/smart.md). Needs a <c>RecordGateway</c> and the parts of administration among the services.</summary>
public static class SmartModule
{
    /// <summary>Registers the module.</summary>
    public static IServiceCollection AddSmart(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<AccessTokens>().Apps);
        services.AddSingleton(provider => provider.GetRequiredService<AccessTokens>().Grants);
        services.AddSingleton(provider => provider.GetRequiredService<AccessTokens>().Keys);
        services.AddSingleton<Trail>();
        services.AddSingleton<DoorLimit>();
        services.AddSingleton<PartnerDoor>();
        services.AddSingleton<PartnerCertificates>();
        services.AddSingleton<Addresses>();
        services.AddSingleton<UnderWay>();
        services.AddSingleton<ClientKeys>();
        services.AddSingleton<ClientAssertions>();
        services.AddSingleton<ClientAuthentication>();
        services.AddSingleton<AuthorizationReader>();
        services.AddSingleton<ConsentDesk>();
        services.AddSingleton<IdTokens>();
        services.AddSingleton<TokenMaker>();
        services.AddSingleton<CodeExchange>();
        services.AddSingleton<Refreshing>();
        services.AddSingleton<BackendTokens>();
        services.AddSingleton<Callers>();
        services.AddSingleton<AppApproval>();
        services.AddHostedService<Upkeep>();
        return services;
    }

    /// <summary>Lets apps' pages in, keeps apps' tokens from doors that are not theirs, and answers the SMART configuration. Put it after the actor has been named and before every door.</summary>
    public static IApplicationBuilder UseSmart(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var services = app.ApplicationServices;
        var sessions = services.GetRequiredService<Sessions>();
        services.GetRequiredService<AppGrants>().FollowSessions(id => sessions.FindById(id) is not null);
        var (addresses, apps) = (services.GetRequiredService<Addresses>(), services.GetRequiredService<AppRegister>());
        app.UseMiddleware<AppCors>();
        app.UseMiddleware<PartnerGate>();
        app.UseMiddleware<AppTokenGate>();
        return app.Use(next => http => http.Request.Path == Discovery.SmartPath && HttpMethods.IsGet(http.Request.Method) ? Discovery.SmartAsync(http, addresses, apps) : next(http));
    }

    /// <summary>Maps the doors below <c>/auth</c> and <c>/.well-known</c>. <see cref="UseSmart"/> must come before.</summary>
    public static IEndpointRouteBuilder MapSmart(this IEndpointRouteBuilder routes)
    {
        Discovery.Map(routes);
        var open = routes.MapGroup("").AddEndpointFilter(DoorLimit.FilterAsync);
        Authorize.Map(open);
        TokenDoor.Map(open);
        TokenState.Map(open);
        Registration.Map(open);
        Consent.Map(routes);
        UserInfo.Map(routes);
        ManageApps.Map(routes);
        Gallery.Map(routes);
        OwnGrants.Map(routes);
        return routes;
    }
}
