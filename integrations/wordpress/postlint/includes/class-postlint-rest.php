<?php
/**
 * The REST API: its posts are gated with a message that editors show, and the panel asks here.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * The browser never sees the token: it asks WordPress, and WordPress asks the service.
 */
final class Postlint_Rest {

	const SPACE = 'postlint/v1';

	/**
	 * Who decides.
	 *
	 * @var Postlint_Gate
	 */
	private $gate;

	/**
	 * The REST API.
	 *
	 * @param Postlint_Gate $gate Who decides.
	 */
	public function __construct( Postlint_Gate $gate ) {
		$this->gate = $gate;
	}

	/**
	 * Hook in.
	 */
	public function register(): void {
		add_action( 'rest_api_init', array( $this, 'routes' ) );
	}

	/**
	 * The routes, and the gate before those of the posts.
	 */
	public function routes(): void {
		foreach ( Postlint_Settings::known_types() as $type ) {
			add_filter( 'rest_pre_insert_' . $type, array( $this, 'before_post' ), PHP_INT_MAX, 2 );
		}
		$draft = array(
			'post'           => array(
				'type'     => 'integer',
				'required' => true,
			),
			'title'          => array( 'type' => 'string' ),
			'content'        => array( 'type' => 'string' ),
			'excerpt'        => array( 'type' => 'string' ),
			'slug'           => array( 'type' => 'string' ),
			'terms'          => array( 'type' => 'object' ),
			'meta'           => array( 'type' => 'object' ),
			'featured_media' => array( 'type' => 'integer' ),
		);
		register_rest_route(
			self::SPACE,
			'/check',
			array(
				'methods'             => 'POST',
				'callback'            => array( $this, 'check' ),
				'permission_callback' => static function ( WP_REST_Request $request ): bool {
					return current_user_can( 'edit_post', (int) $request['post'] );
				},
				'args'                => $draft,
			)
		);
		register_rest_route(
			self::SPACE,
			'/override',
			array(
				'methods'             => 'POST',
				'callback'            => array( $this, 'override' ),
				'permission_callback' => static function ( WP_REST_Request $request ): bool {
					return Postlint_Override::is_open_to_user( (int) $request['post'] );
				},
				'args'                => $draft + array(
					'reason' => array(
						'type'     => 'string',
						'required' => true,
					),
				),
			)
		);
	}

	/**
	 * What postlint says of a draft as it stands in the editor.
	 *
	 * @param WP_REST_Request $request The draft.
	 * @return array|WP_Error
	 */
	public function check( WP_REST_Request $request ) {
		$post = get_post( (int) $request['post'] );
		if ( ! $post ) {
			return self::not_here();
		}
		$text   = $this->text_in( $request, $post );
		$answer = $this->gate->ask( $text->html(), true );
		return array(
			'allowed'      => $answer->allowed,
			'complete'     => $answer->complete,
			'verdict'      => $answer->verdict,
			'summary'      => $answer->summary(),
			'findings'     => $this->as_in_editor( $text->placed( $answer->findings ), $request, $post->ID ),
			'overridden'   => Postlint_Override::covers( $post->ID, $text ),
			'may_override' => $answer->answered && Postlint_Override::is_open_to_user( $post->ID ),
		);
	}

	/**
	 * Let a draft through as it stands in the editor.
	 *
	 * @param WP_REST_Request $request The draft, and the reason.
	 * @return array|WP_Error
	 */
	public function override( WP_REST_Request $request ) {
		$post = get_post( (int) $request['post'] );
		if ( ! $post ) {
			return self::not_here();
		}
		$granted = ( new Postlint_Override( $this->gate ) )->grant( $post->ID, $this->text_in( $request, $post ), (string) $request['reason'] );
		return is_wp_error( $granted ) ? $granted : array( 'overridden' => true );
	}

	/**
	 * A post is about to be written. What is refused is kept as a draft, and whoever sent it is told so.
	 *
	 * @param stdClass|WP_Error $prepared The post.
	 * @param WP_REST_Request   $request  The request.
	 */
	public function before_post( $prepared, $request ) {
		if ( is_wp_error( $prepared ) ) {
			return $prepared;
		}
		$id     = (int) ( $prepared->ID ?? 0 );
		$stored = $id ? get_post( $id ) : null;
		$row    = self::cleaned( array_filter( (array) $prepared, 'is_string' ), $id ) + ( $stored ? $stored->to_array() : array() ) + array(
			'post_title'   => '',
			'post_content' => '',
			'post_excerpt' => '',
			'post_name'    => '',
			'post_status'  => 'draft',
		);
		if ( ! Postlint_Settings::is_gated_type( $row['post_type'] ) ) {
			return $prepared;
		}
		$coming = $this->coming_in( $request, $row['post_type'], $request );
		$this->gate->expect( $id, $coming );
		if ( ! Postlint_Settings::is_gated_status( $row['post_status'] ) ) {
			return $prepared;
		}
		$text = Postlint_Sources::text( $row, $id, $coming );
		$live = $stored && Postlint_Settings::is_visible( $stored->post_status );
		if ( $live && Postlint_Sources::stored( $stored )->html() === $text->html() ) {
			return $prepared; // Nothing new to read; the door behind looks at the rest.
		}
		$answer = $this->gate->decide( $id, $text );
		if ( $answer->allowed ) {
			return $prepared;
		}
		$this->gate->expected( $id );
		if ( $live ) {
			Postlint_Held::keep_aside( $id, $row );
		} else {
			$draft       = array( 'post_status' => $stored && 'pending' === $stored->post_status ? 'pending' : 'draft' ) + (array) $prepared;
			$written     = $id ? wp_update_post( wp_slash( $draft ) ) : wp_insert_post( wp_slash( $draft ) );
			$id          = $id ? $id : (int) $written;
		}
		Postlint_Held::note( $id, $text, $answer, (bool) $live );
		Postlint_Held::told( get_current_user_id(), array( $id ) );
		return new WP_Error(
			'postlint_held',
			Postlint_Doors::explain( $id, $answer, (bool) $live ),
			array(
				'status'   => $answer->answered ? 422 : 503,
				'post'     => $id,
				'verdict'  => $answer->verdict,
				'complete' => $answer->complete,
				'rules'    => $answer->rules(),
			)
		);
	}

	/**
	 * The text in a request of the panel's.
	 *
	 * @param WP_REST_Request $request The request.
	 * @param WP_Post         $post    The post.
	 */
	private function text_in( WP_REST_Request $request, WP_Post $post ): Postlint_Text {
		$given = array();
		foreach ( array( 'post_title' => 'title', 'post_content' => 'content', 'post_excerpt' => 'excerpt', 'post_name' => 'slug' ) as $column => $key ) {
			if ( null !== $request[ $key ] ) {
				$given[ $column ] = (string) $request[ $key ];
			}
		}
		$row = self::cleaned( $given, $post->ID ) + $post->to_array();
		return Postlint_Sources::text( $row, $post->ID, $this->coming_in( $request, $post->post_type, (array) $request['terms'] ) );
	}

	/**
	 * Findings without the places in fields that WordPress would write otherwise than the editor has them.
	 *
	 * @param array[]         $findings Findings by field.
	 * @param WP_REST_Request $request  The request.
	 * @param int             $id       The post.
	 */
	private function as_in_editor( array $findings, WP_REST_Request $request, int $id ): array {
		foreach ( array( 'title', 'content', 'excerpt' ) as $field ) {
			$given = array( 'post_' . $field => (string) $request[ $field ] );
			if ( null !== $request[ $field ] && self::cleaned( $given, $id ) === $given ) {
				continue;
			}
			foreach ( $findings as &$finding ) {
				if ( $field === $finding['field'] ) {
					$finding['start'] = null;
					$finding['end']   = null;
				}
				foreach ( $finding['rewrites'] as &$rewrite ) {
					$rewrite['edits'] = $field === $rewrite['field'] ? null : $rewrite['edits'];
				}
				unset( $rewrite );
			}
			unset( $finding );
		}
		return $findings;
	}

	/**
	 * What a request brings that is written after the post.
	 *
	 * @param WP_REST_Request       $request The request.
	 * @param string                $type    The post's type.
	 * @param WP_REST_Request|array $terms   Where the ids of terms are, by the name that the REST API has for their taxonomy.
	 */
	private function coming_in( WP_REST_Request $request, string $type, $terms ): array {
		$coming = array( 'terms' => array() );
		foreach ( Postlint_Sources::taxonomies( $type ) as $taxonomy ) {
			$name = get_taxonomy( $taxonomy )->rest_base;
			$name = $name ? $name : $taxonomy;
			if ( isset( $terms[ $name ] ) ) {
				$coming['terms'][ $taxonomy ] = Postlint_Sources::names( array_map( 'intval', (array) $terms[ $name ] ), $taxonomy );
			}
		}
		foreach ( array_intersect_key( (array) $request['meta'], array_flip( Postlint_Settings::meta_keys() ) ) as $key => $value ) {
			$coming['meta'][ $key ] = array_values( (array) $value );
		}
		if ( null !== $request['featured_media'] ) {
			$coming['thumbnail'] = (int) $request['featured_media'];
		}
		return $coming;
	}

	/**
	 * Fields as WordPress will write them, so that what is checked here is what is checked at the door.
	 *
	 * @param string[] $fields Fields of a post, without slashes.
	 * @param int      $id     The post.
	 * @return string[]
	 */
	private static function cleaned( array $fields, int $id ): array {
		foreach ( array( 'post_title', 'post_content', 'post_excerpt' ) as $field ) {
			if ( isset( $fields[ $field ] ) ) {
				$fields[ $field ] = (string) wp_unslash( sanitize_post_field( $field, wp_slash( $fields[ $field ] ), $id, 'db' ) );
			}
		}
		if ( isset( $fields['post_name'] ) ) {
			$fields['post_name'] = sanitize_title( $fields['post_name'] );
		}
		return $fields;
	}

	/**
	 * There is no such post.
	 */
	private static function not_here(): WP_Error {
		return new WP_Error( 'postlint_no_post', __( 'There is no such post.', 'postlint' ), array( 'status' => 404 ) );
	}
}
